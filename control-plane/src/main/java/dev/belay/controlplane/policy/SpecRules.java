package dev.belay.controlplane.policy;

import dev.belay.controlplane.probe.ProbePlan;
import dev.belay.controlplane.probe.ProbeSpec;
import dev.belay.controlplane.rollout.ReleasePolicy.Strategy;
import dev.belay.controlplane.rollout.Safeguards;
import dev.belay.controlplane.synthetic.SyntheticPlan;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.error.Mark;

/** What fields must be to each other; told at the field that was written. */
final class SpecRules {

  private final Problems problems;
  private final Section spec;

  SpecRules(Problems problems, Section spec) {
    this.problems = problems;
    this.spec = spec;
  }

  private void error(String field, String message, String remedy) {
    Mark at = spec.find(field).map(Entry::at).orElse(spec.at());
    problems.error(at, "spec." + field, message, remedy);
  }

  void time(List<Duration> durations, Duration maxDuration) {
    Duration least = durations.stream().reduce(Duration.ZERO, Duration::plus);
    if (maxDuration.compareTo(least) < 0) {
      error(
          spec.find("maxDuration").isPresent() ? "maxDuration" : "steps",
          "the steps take %s at least, but maxDuration is %s"
              .formatted(DurationText.of(least), DurationText.of(maxDuration)),
          "Lengthen maxDuration, or shorten the steps.");
    }
  }

  void bake(Strategy strategy, Duration bake, @Nullable ProbePlan probes) {
    ProbeSpec readiness = SpecReader.readiness(probes);
    Duration toFail = readiness.period().multipliedBy(readiness.failureThreshold());
    boolean none = strategy == Strategy.ALL_AT_ONCE && bake.isZero();
    if (!none && bake.compareTo(toFail) < 0) {
      error(
          spec.find("bake").isPresent() ? "bake" : "probes",
          "the bake of %s is shorter than the %s that the readiness probe needs to fail"
              .formatted(DurationText.of(bake), DurationText.of(toFail)),
          "Lengthen the bake, or shorten periodSeconds or failureThreshold.");
    }
  }

  void counts(Safeguards guards, SyntheticPlan requests) {
    if (guards.countedBy() == Safeguards.CountedBy.ACTUATOR && !requests.isEmpty()) {
      error(
          "analysis",
          "counts: actuator does not go with syntheticRequests: an instance counts them with users'",
          "Write counts: gateway, or leave syntheticRequests out.");
    }
  }

  void flapping(Safeguards guards) {
    Duration two = SpecReader.readiness(guards.probes()).period().multipliedBy(2);
    Duration window = guards.flapping().window();
    if (window.compareTo(two) < 0) {
      error(
          spec.find("flapping").isPresent() ? "flapping" : "probes",
          "the window of %s for flapping holds fewer than two readiness probes"
              .formatted(DurationText.of(window)),
          "Make flapping.window %s at least, or ask more often.".formatted(DurationText.of(two)));
    }
  }
}
