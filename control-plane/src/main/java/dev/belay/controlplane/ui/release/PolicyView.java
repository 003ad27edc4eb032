package dev.belay.controlplane.ui.release;

import dev.belay.controlplane.rollout.PatrolLeave;
import dev.belay.controlplane.rollout.ReleasePolicy;
import dev.belay.controlplane.rollout.ReleasePolicy.Strategy;
import dev.belay.controlplane.rollout.Safeguards;
import dev.belay.controlplane.traffic.Weight;
import dev.belay.controlplane.verification.VerificationPolicy.Migrations;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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
    @Nullable Double alpha,
    @Nullable List<String> stepDurations,
    @Nullable String mode,
    @Nullable String afterBake,
    @Nullable String onControlPlaneLoss,
    @Nullable Double harm,
    @Nullable Double beta,
    @Nullable AnalysisView analysis,
    @Nullable BigDecimal holdback,
    @Nullable String migrations,
    @Nullable PatrolView patrol) {

  /** What may be done about stale settings. */
  record PatrolView(@Nullable Boolean restart, @Nullable Integer restartsPerHour) {

    private PatrolLeave over(PatrolLeave before) {
      return new PatrolLeave(
          Objects.requireNonNullElse(restart, before.restart()),
          Objects.requireNonNullElse(restartsPerHour, before.restartsPerHour()));
    }
  }

  static PolicyView of(ReleasePolicy policy) {
    return new PolicyView(
        written(policy.strategy()),
        policy.steps().stream().map(Weight::percent).toList(),
        seconds(policy.stepDuration()),
        policy.minRequests(),
        seconds(policy.maxDuration()),
        seconds(policy.bake()),
        seconds(policy.startTimeout()),
        policy.alpha(),
        policy.stepDurations().isEmpty()
            ? null
            : policy.stepDurations().stream().map(PolicyView::seconds).toList(),
        written(policy.mode()),
        written(policy.afterBake()),
        written(policy.onControlPlaneLoss()),
        policy.safeguards().harm().limit(),
        policy.safeguards().harm().beta(),
        AnalysisView.of(policy.safeguards().analysis())
            .countedBy(written(policy.safeguards().countedBy())),
        policy.safeguards().holdback().percent(),
        written(policy.verification().migrations()),
        new PatrolView(policy.patrol().restart(), policy.patrol().restartsPerHour()));
  }

  /**
   * The policy, with the defaults for what is missing; how the service is watched, asked and
   * migrated is then as before.
   */
  ReleasePolicy policy(ReleasePolicy before) {
    ReleasePolicy defaults = ReleasePolicy.canary().withSafeguards(standard -> before.safeguards());
    Migrations by = choice("migrations", migrations, before.verification().migrations());
    Strategy wanted = choice("strategy", strategy, defaults.strategy());
    return new ReleasePolicy(
            wanted,
            steps == null
                ? ReleasePolicy.standardSteps(wanted)
                : steps.stream().map(Weight::percent).toList(),
            duration("stepDuration", stepDuration, defaults.stepDuration()),
            Objects.requireNonNullElse(minRequests, defaults.minRequests()),
            duration("maxDuration", maxDuration, defaults.maxDuration()),
            duration("bake", bake, defaults.bake()),
            duration("startTimeout", startTimeout, defaults.startTimeout()),
            Objects.requireNonNullElse(alpha, defaults.alpha()),
            stepDurations == null
                ? List.of()
                : stepDurations.stream().map(PolicyView::step).toList(),
            defaults
                .safeguards()
                .withMode(choice("mode", mode, defaults.mode()))
                .withAfterBake(choice("afterBake", afterBake, defaults.afterBake()))
                .withOnControlPlaneLoss(
                    choice("onControlPlaneLoss", onControlPlaneLoss, defaults.onControlPlaneLoss()))
                .withHarm(
                    new Safeguards.Harm(
                        Objects.requireNonNullElse(harm, defaults.safeguards().harm().limit()),
                        Objects.requireNonNullElse(beta, defaults.safeguards().harm().beta())))
                .withHoldback(
                    holdback == null ? defaults.safeguards().holdback() : Weight.percent(holdback))
                .withCountedBy(
                    choice(
                        "analysis.counts",
                        analysis == null ? null : analysis.counts(),
                        defaults.safeguards().countedBy()))
                .withAnalysis(
                    analysis == null
                        ? defaults.safeguards().analysis()
                        : analysis.over(defaults.safeguards().analysis())))
        .withSynthetic(before.synthetic())
        .withVerification(gates -> before.verification().withMigrations(by))
        .withPatrol(patrol == null ? before.patrol() : patrol.over(before.patrol()));
  }

  private static Duration step(String text) {
    return duration("stepDurations", text, Duration.ZERO);
  }

  private static String written(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static <E extends Enum<E>> E choice(String name, @Nullable String text, E otherwise) {
    if (text == null) {
      return otherwise;
    }
    E[] choices = otherwise.getDeclaringClass().getEnumConstants();
    return Arrays.stream(choices)
        .filter(choice -> written(choice).equals(text))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "%s is one of %s, not '%s'"
                    .formatted(
                        name, Arrays.stream(choices).map(PolicyView::written).toList(), text)));
  }

  static Duration duration(String name, @Nullable String text, Duration otherwise) {
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

  static String seconds(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + "s"
        : duration.toMillis() + "ms";
  }
}
