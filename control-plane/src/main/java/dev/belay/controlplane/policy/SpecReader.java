package dev.belay.controlplane.policy;

import dev.belay.controlplane.policy.StepsReader.Step;
import dev.belay.controlplane.probe.ProbePlan;
import dev.belay.controlplane.probe.ProbeSpec;
import dev.belay.controlplane.rollout.PatrolLeave;
import dev.belay.controlplane.rollout.ReleasePolicy;
import dev.belay.controlplane.rollout.ReleasePolicy.Strategy;
import dev.belay.controlplane.rollout.Safeguards;
import dev.belay.controlplane.rollout.Safeguards.AfterBake;
import dev.belay.controlplane.rollout.Safeguards.ControlPlaneLoss;
import dev.belay.controlplane.rollout.Safeguards.CountedBy;
import dev.belay.controlplane.rollout.Safeguards.Flapping;
import dev.belay.controlplane.rollout.Safeguards.Harm;
import dev.belay.controlplane.rollout.Safeguards.Mode;
import dev.belay.controlplane.synthetic.SyntheticPlan;
import dev.belay.controlplane.traffic.Weight;
import dev.belay.controlplane.verification.VerificationPolicy;
import dev.belay.controlplane.verification.VerificationPolicy.Migrations;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/** Reads how a service is released and watched: {@code spec} but for its target. */
final class SpecReader {

  /** Whoever writes a document says who migrates; without one, the rollout does. */
  private static final ReleasePolicy STANDARD =
      ReleasePolicy.canary().withVerification(gates -> gates.withMigrations(Migrations.VERIFY));

  private static final Safeguards GUARDS = Safeguards.defaults();
  private static final int LARGEST_HOLDBACK = Safeguards.LARGEST_HOLDBACK.percent().intValueExact();
  private static final Duration LEAST = Duration.ofSeconds(1);
  private static final Duration LONGEST_START = Duration.ofHours(1);

  private final Problems problems;
  private final SyntheticReader synthetic;

  SpecReader(Problems problems, SyntheticFilesReader files) {
    this.problems = problems;
    this.synthetic = new SyntheticReader(problems, files);
  }

  /** Empty if something is wrong with it. */
  Optional<ReleasePolicy> read(Section spec) {
    Strategy strategy =
        spec.find("strategy")
            .flatMap(entry -> entry.choice(Strategy.class))
            .orElse(Strategy.CANARY);
    Duration stepDuration = duration(spec, "stepDuration", Duration.ZERO, STANDARD.stepDuration());
    List<Step> steps = steps(spec, strategy);
    Duration maxDuration = duration(spec, "maxDuration", LEAST, STANDARD.maxDuration());
    Duration bake = duration(spec, "bake", Duration.ZERO, STANDARD.bake());
    Duration startTimeout =
        spec.find("startTimeout")
            .flatMap(entry -> entry.duration(LEAST, LONGEST_START))
            .orElse(STANDARD.startTimeout());
    int minRequests =
        spec.find("minRequests")
            .flatMap(entry -> entry.integer(0, (int) ReleasePolicy.MOST_REQUESTS))
            .orElse((int) STANDARD.minRequests());
    double alpha =
        spec.find("alpha")
            .flatMap(entry -> entry.fraction(ReleasePolicy.LARGEST_ALPHA))
            .orElse(STANDARD.alpha());
    Safeguards guards = safeguards(spec, startTimeout);
    SyntheticPlan requests = synthetic.read(spec);
    PatrolLeave patrol =
        spec.find("patrol")
            .flatMap(Entry::section)
            .map(SpecReader::patrol)
            .orElse(STANDARD.patrol());
    var verification =
        new VerificationPolicy(
            choice(spec, "migrations", Migrations.class)
                .orElse(STANDARD.verification().migrations()),
            Set.of());
    var rules = new SpecRules(problems, spec);
    List<Duration> durations = durations(steps, stepDuration);
    rules.time(durations, maxDuration);
    rules.bake(strategy, bake, guards.probes());
    rules.flapping(guards);
    rules.counts(guards, requests);
    return problems.none()
        ? Optional.of(
            new ReleasePolicy(
                strategy,
                steps.stream().map(Step::weight).toList(),
                stepDuration,
                minRequests,
                maxDuration,
                bake,
                startTimeout,
                alpha,
                steps.stream().allMatch(step -> step.duration().isEmpty()) ? List.of() : durations,
                guards,
                requests,
                verification,
                patrol))
        : Optional.empty();
  }

  private static Duration duration(Section spec, String name, Duration least, Duration otherwise) {
    return spec.find(name)
        .flatMap(entry -> entry.duration(least, ReleasePolicy.LONGEST))
        .orElse(otherwise);
  }

  private static List<Step> steps(Section spec, Strategy strategy) {
    List<Step> standard =
        ReleasePolicy.standardSteps(strategy).stream()
            .map(weight -> new Step(weight, Optional.empty()))
            .toList();
    Optional<Entry> written = spec.find("steps");
    if (strategy == Strategy.CANARY) {
      return written.flatMap(StepsReader::read).orElse(standard);
    }
    written.ifPresent(entry ->
        entry.error(
            "only a canary has steps, and the strategy is " + Entry.word(strategy),
            "Leave them out, or write strategy: canary."));
    return standard;
  }

  /** The time at the last step is the bake. */
  private static List<Duration> durations(List<Step> steps, Duration stepDuration) {
    return IntStream.range(0, steps.size())
        .mapToObj(i ->
            steps.get(i).weight().equals(Weight.ALL)
                ? Duration.ZERO
                : steps.get(i).duration().orElse(stepDuration))
        .toList();
  }

  private static Safeguards safeguards(Section spec, Duration startTimeout) {
    Optional<ProbePlan> probes =
        spec.find("probes").flatMap(Entry::section).flatMap(new ProbesReader(startTimeout)::read);
    Optional<Section> analysis = spec.find("analysis").flatMap(Entry::section);
    // Before the section is closed, which refuses what nobody has asked for.
    Optional<CountedBy> counted =
        analysis.flatMap(section -> choice(section, "counts", CountedBy.class));
    return new Safeguards(
        choice(spec, "afterBake", AfterBake.class).orElse(GUARDS.afterBake()),
        choice(spec, "mode", Mode.class).orElse(GUARDS.mode()),
        choice(spec, "onControlPlaneLoss", ControlPlaneLoss.class)
            .orElse(GUARDS.onControlPlaneLoss()),
        probes.orElse(null),
        spec.find("terminationGracePeriodSeconds")
            .flatMap(entry -> entry.integer(0, (int) Safeguards.LONGEST_GRACE.toSeconds()))
            .map(Duration::ofSeconds)
            .orElse(GUARDS.terminationGrace()),
        spec.find("flapping")
            .flatMap(Entry::section)
            .map(SpecReader::flapping)
            .orElse(GUARDS.flapping()),
        spec.find("restarts")
            .flatMap(entry -> entry.integer(1, Safeguards.MAX_RESTARTS))
            .orElse(GUARDS.crashLoopRestarts()),
        new Harm(
            spec.find("harm")
                .flatMap(entry -> entry.fraction(Harm.LARGEST_LIMIT))
                .orElse(GUARDS.harm().limit()),
            spec.find("beta")
                .flatMap(entry -> entry.fraction(Harm.LARGEST_BETA))
                .orElse(GUARDS.harm().beta())),
        analysis.map(AnalysisReader::read).orElse(GUARDS.analysis()),
        spec.find("holdback")
            .flatMap(entry -> entry.integer(0, LARGEST_HOLDBACK))
            .map(Weight::percent)
            .orElse(GUARDS.holdback()),
        counted.orElse(GUARDS.countedBy()));
  }

  private static <E extends Enum<E>> Optional<E> choice(Section spec, String name, Class<E> type) {
    return spec.find(name).flatMap(entry -> entry.choice(type));
  }

  private static PatrolLeave patrol(Section patrol) {
    boolean restart =
        patrol.find("restart").flatMap(Entry::truth).orElse(STANDARD.patrol().restart());
    int restartsPerHour =
        patrol
            .find("restartsPerHour")
            .flatMap(entry -> entry.integer(1, PatrolLeave.MOST))
            .orElse(STANDARD.patrol().restartsPerHour());
    patrol.close();
    return new PatrolLeave(restart, restartsPerHour);
  }

  private static Flapping flapping(Section flapping) {
    double share =
        flapping
            .find("share")
            .flatMap(entry -> entry.fraction(1))
            .orElse(GUARDS.flapping().share());
    Duration window =
        flapping
            .find("window")
            .flatMap(entry -> entry.duration(Flapping.SHORTEST, Flapping.LONGEST))
            .orElse(GUARDS.flapping().window());
    flapping.close();
    return new Flapping(share, window);
  }

  /** The readiness probe in force. */
  static ProbeSpec readiness(@org.jspecify.annotations.Nullable ProbePlan probes) {
    return probes == null ? ProbePlan.local(LEAST).readiness() : probes.readiness();
  }
}
