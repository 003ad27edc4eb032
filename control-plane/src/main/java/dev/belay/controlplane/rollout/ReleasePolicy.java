package dev.belay.controlplane.rollout;

import dev.belay.controlplane.analysis.JudgePolicy;
import dev.belay.controlplane.analysis.Metric;
import dev.belay.controlplane.probe.ProbePlan;
import dev.belay.controlplane.synthetic.SyntheticPlan;
import dev.belay.controlplane.traffic.Weight;
import dev.belay.controlplane.verification.VerificationPolicy;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How a revision is given traffic.
 *
 * @param steps the candidate's weights, ascending, the last is 100 %; default 1, 5, 25, 50, 100.
 *     Blue-green has the two steps 0 (everything is up, nobody is sent there) and 100
 * @param stepDuration least time at a step; default 60 s
 * @param minRequests least requests the candidate has answered at a step before the next, and in
 *     all before promotion; default 500; 0 only where the candidate is already proven
 * @param maxDuration for all steps together; then the rollout is held; default 60 min
 * @param bake how long the candidate is watched at 100 %; default 10 min
 * @param startTimeout from start to ready; default 2 min
 * @param alpha largest probability of a false rollback, over the whole rollout; default 0.001
 * @param stepDurations one for each step where they differ, else empty
 * @param safeguards how the service is watched and what may be done without a person
 * @param synthetic requests of the team, asked before and beside users'; default none
 * @param verification what the gates demand; default: migrations are applied by the rollout
 * @param patrol what may be done about stale settings between releases; default: nothing
 */
public record ReleasePolicy(
    Strategy strategy,
    List<Weight> steps,
    Duration stepDuration,
    long minRequests,
    Duration maxDuration,
    Duration bake,
    Duration startTimeout,
    double alpha,
    List<Duration> stepDurations,
    Safeguards safeguards,
    SyntheticPlan synthetic,
    VerificationPolicy verification,
    PatrolLeave patrol) {

  public static final int MAX_STEPS = 20;
  public static final long MOST_REQUESTS = 1_000_000_000L;
  public static final double LARGEST_ALPHA = 0.2;
  public static final Duration LONGEST = Duration.ofDays(7);

  /** Of alpha, for the judge of synthetic requests: what they show, they show again and again. */
  private static final double SYNTHETIC_SHARE = .1;

  private static final Duration START_GIVEN_UP = Duration.ofMinutes(1);

  /** How the candidate gets its traffic. */
  public enum Strategy {
    /** In steps, compared with stable at each. */
    CANARY,
    /** Everything is up at weight 0 for a step, then it gets all at once. */
    BLUE_GREEN,
    /** All at once as soon as it is ready. */
    ALL_AT_ONCE
  }

  public ReleasePolicy {
    steps = List.copyOf(steps);
    stepDurations = List.copyOf(stepDurations);
    List<String> wrong =
        PolicyViolations.of(
            strategy,
            steps,
            stepDuration,
            stepDurations,
            minRequests,
            maxDuration,
            bake,
            startTimeout,
            alpha);
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException("The policy cannot work: " + String.join("; ", wrong));
    }
  }

  /** Without synthetic requests. */
  public ReleasePolicy(
      Strategy strategy,
      List<Weight> steps,
      Duration stepDuration,
      long minRequests,
      Duration maxDuration,
      Duration bake,
      Duration startTimeout,
      double alpha,
      List<Duration> stepDurations,
      Safeguards safeguards) {
    this(
        strategy,
        steps,
        stepDuration,
        minRequests,
        maxDuration,
        bake,
        startTimeout,
        alpha,
        stepDurations,
        safeguards,
        SyntheticPlan.NONE,
        VerificationPolicy.applying(),
        PatrolLeave.NONE);
  }

  /** With the same time at every step and the default safeguards. */
  public ReleasePolicy(
      Strategy strategy,
      List<Weight> steps,
      Duration stepDuration,
      long minRequests,
      Duration maxDuration,
      Duration bake,
      Duration startTimeout,
      double alpha) {
    this(
        strategy,
        steps,
        stepDuration,
        minRequests,
        maxDuration,
        bake,
        startTimeout,
        alpha,
        List.of(),
        Safeguards.defaults());
  }

  public static ReleasePolicy canary() {
    return new ReleasePolicy(
        Strategy.CANARY,
        standardSteps(Strategy.CANARY),
        Duration.ofSeconds(60),
        500,
        Duration.ofMinutes(60),
        Duration.ofMinutes(10),
        Duration.ofMinutes(2),
        0.001);
  }

  /**
   * Everything at once to a revision that has nothing to be compared with, or is already proven.
   */
  public static ReleasePolicy proven(Duration startTimeout) {
    return new ReleasePolicy(
        Strategy.ALL_AT_ONCE,
        standardSteps(Strategy.ALL_AT_ONCE),
        Duration.ZERO,
        0,
        Duration.ofMinutes(60),
        Duration.ZERO,
        startTimeout,
        0.001);
  }

  /** The steps of a strategy unless someone says otherwise. */
  public static List<Weight> standardSteps(Strategy strategy) {
    return switch (strategy) {
      case CANARY -> List.of(1, 5, 25, 50, 100).stream().map(Weight::percent).toList();
      case BLUE_GREEN -> List.of(Weight.ZERO, Weight.ALL);
      case ALL_AT_ONCE -> List.of(Weight.ALL);
    };
  }

  /** {@link #proven} for a revision that is watched like this one. */
  ReleasePolicy asProven() {
    return proven(startTimeout)
        .withSafeguards(same -> safeguards)
        .withSynthetic(synthetic)
        .withVerification(same -> verification)
        .withPatrol(patrol);
  }

  public ReleasePolicy withStepDurations(List<Duration> durations) {
    return copy(durations, safeguards, synthetic, verification, patrol);
  }

  /** Such as {@code policy.withSafeguards(s -> s.withMode(OBSERVE))}. */
  public ReleasePolicy withSafeguards(UnaryOperator<Safeguards> change) {
    return copy(stepDurations, change.apply(safeguards), synthetic, verification, patrol);
  }

  public ReleasePolicy withSynthetic(SyntheticPlan requests) {
    return copy(stepDurations, safeguards, requests, verification, patrol);
  }

  public ReleasePolicy withVerification(UnaryOperator<VerificationPolicy> change) {
    return copy(stepDurations, safeguards, synthetic, change.apply(verification), patrol);
  }

  public ReleasePolicy withPatrol(PatrolLeave leave) {
    return copy(stepDurations, safeguards, synthetic, verification, leave);
  }

  private ReleasePolicy copy(
      List<Duration> durations,
      Safeguards guards,
      SyntheticPlan requests,
      VerificationPolicy gates,
      PatrolLeave leave) {
    return new ReleasePolicy(
        strategy,
        steps,
        stepDuration,
        minRequests,
        maxDuration,
        bake,
        startTimeout,
        alpha,
        durations,
        guards,
        requests,
        gates,
        leave);
  }

  /** What the statistical tests are asked to promise. */
  JudgePolicy judge() {
    return judge(
        synthetic.isEmpty() ? alpha : alpha * (1 - SYNTHETIC_SHARE),
        safeguards.analysis().promotion().gates());
  }

  /**
   * The same for synthetic requests, of which only failures are judged: the two together promise
   * what the policy does.
   */
  JudgePolicy syntheticJudge() {
    return judge(alpha * SYNTHETIC_SHARE, List.of());
  }

  private JudgePolicy judge(double falseRollbacks, List<JudgePolicy.Gate> beside) {
    Safeguards.Harm harm = safeguards.harm();
    JudgePolicy analysis = safeguards.analysis();
    JudgePolicy.Promotion standard = analysis.promotion();
    Stream<JudgePolicy.Gate> others =
        beside.stream().filter(gate -> gate.metric() != Metric.ERRORS);
    var promotion =
        new JudgePolicy.Promotion(
            harm.beta(),
            Stream.concat(Stream.of(new JudgePolicy.Gate(Metric.ERRORS, harm.limit())), others)
                .toList(),
            Math.max(1, minRequests),
            stepDuration,
            standard.staleAfter(),
            standard.blindAfter(),
            standard.leastAccounted());
    return analysis.withAlpha(falseRollbacks).withPromotion(promotion);
  }

  /** Whether both revisions have traffic at the same time. */
  boolean besideStable() {
    return strategy == Strategy.CANARY && steps.size() > 1;
  }

  /** How instances are probed. A start is given up by the rollout, never before by a probe. */
  ProbePlan probePlan() {
    ProbePlan own = safeguards.probes();
    return own == null ? ProbePlan.local(startTimeout.plus(START_GIVEN_UP)) : own;
  }

  /** The candidate's share at a step; at the last one of a canary, stable may keep a little. */
  public Weight weight(int step) {
    Weight kept = safeguards.holdback();
    return step == lastStep() && besideStable()
        ? new Weight(Weight.ALL.basisPoints() - kept.basisPoints())
        : steps.get(step);
  }

  public int lastStep() {
    return steps.size() - 1;
  }

  /**
   * Who says what became of requests. What is proven already is judged by no counts, and goes on
   * where the instances cannot be asked for theirs.
   */
  Safeguards.CountedBy countedBy() {
    return strategy == Strategy.ALL_AT_ONCE && minRequests == 0
        ? Safeguards.CountedBy.GATEWAY
        : safeguards.countedBy();
  }

  /** Least time at a step. */
  public Duration durationOf(int step) {
    return stepDurations.isEmpty() ? stepDuration : stepDurations.get(step);
  }

  /** Least requests at a step: nobody is asked where nobody is sent. */
  public long requestsAt(int step) {
    return weight(step).equals(Weight.ZERO) ? 0 : minRequests;
  }

  public Safeguards.Mode mode() {
    return safeguards.mode();
  }

  public Safeguards.AfterBake afterBake() {
    return safeguards.afterBake();
  }

  public Safeguards.ControlPlaneLoss onControlPlaneLoss() {
    return safeguards.onControlPlaneLoss();
  }

  /** Null for the platform's own. */
  public @Nullable ProbePlan probes() {
    return safeguards.probes();
  }

  public Safeguards.Flapping flapping() {
    return safeguards.flapping();
  }

  public int crashLoopRestarts() {
    return safeguards.crashLoopRestarts();
  }

  public Duration terminationGrace() {
    return safeguards.terminationGrace();
  }
}
