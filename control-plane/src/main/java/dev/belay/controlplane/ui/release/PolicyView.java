package dev.belay.controlplane.ui.release;

import dev.belay.controlplane.rollout.ReleasePolicy;
import dev.belay.controlplane.rollout.ReleasePolicy.Strategy;
import dev.belay.controlplane.traffic.Weight;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/**
 * A policy as JSON has it; in a request every field may be left out. Durations as {@code "30s"}.
 */
record PolicyView(
    @Nullable String strategy,
    @Nullable List<BigDecimal> steps,
    @Nullable String stepDuration,
    @Nullable Long minRequests,
    @Nullable String maxDuration,
    @Nullable String bake,
    @Nullable String startTimeout,
    @Nullable Double alpha) {

  static PolicyView of(ReleasePolicy policy) {
    return new PolicyView(
        policy.strategy() == Strategy.CANARY ? "canary" : "all-at-once",
        policy.steps().stream().map(Weight::percent).toList(),
        seconds(policy.stepDuration()),
        policy.minRequests(),
        seconds(policy.maxDuration()),
        seconds(policy.bake()),
        seconds(policy.startTimeout()),
        policy.alpha());
  }

  /** The policy, with the defaults for what is missing. */
  ReleasePolicy policy() {
    ReleasePolicy defaults = ReleasePolicy.canary();
    Strategy wanted = wantedStrategy();
    List<Weight> standardSteps = wanted == Strategy.CANARY ? defaults.steps() : List.of(Weight.ALL);
    return new ReleasePolicy(
        wanted,
        steps == null ? standardSteps : steps.stream().map(Weight::percent).toList(),
        duration("stepDuration", stepDuration, defaults.stepDuration()),
        Objects.requireNonNullElse(minRequests, defaults.minRequests()),
        duration("maxDuration", maxDuration, defaults.maxDuration()),
        duration("bake", bake, defaults.bake()),
        duration("startTimeout", startTimeout, defaults.startTimeout()),
        Objects.requireNonNullElse(alpha, defaults.alpha()));
  }

  private Strategy wantedStrategy() {
    return switch (strategy) {
      case null -> Strategy.CANARY;
      case "canary" -> Strategy.CANARY;
      case "all-at-once" -> Strategy.ALL_AT_ONCE;
      default ->
          throw new IllegalArgumentException(
              "strategy is canary or all-at-once, not '%s'".formatted(strategy));
    };
  }

  private static Duration duration(String name, @Nullable String text, Duration otherwise) {
    if (text == null) {
      return otherwise;
    }
    try {
      return DurationStyle.SIMPLE.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "%s is a number with a unit such as \"500ms\", \"30s\" or \"10m\", not '%s'"
              .formatted(name, text),
          e);
    }
  }

  private static String seconds(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + "s"
        : duration.toMillis() + "ms";
  }
}
