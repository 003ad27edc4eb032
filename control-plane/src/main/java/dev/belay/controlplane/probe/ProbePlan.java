package dev.belay.controlplane.probe;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The probes of an instance.
 *
 * @param startup null if the instance counts as started at once
 */
public record ProbePlan(@Nullable ProbeSpec startup, ProbeSpec liveness, ProbeSpec readiness) {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final ProbeSpec LOCAL_READINESS = ProbeSpec.at("/readyz").withPeriod(SECOND);
  private static final ProbeSpec LOCAL_LIVENESS = ProbeSpec.at("/livez").withPeriod(SECOND);

  public ProbePlan {
    if ((startup != null && startup.successThreshold() != 1) || liveness.successThreshold() != 1) {
      throw new IllegalArgumentException(
          "The successThreshold of startup and liveness probes must be 1");
    }
  }

  /** For instances on this machine: asked every second, with this time to start. */
  public static ProbePlan local(Duration startTimeout) {
    return new ProbePlan(
        LOCAL_READINESS.failingAfter(startTimeout), LOCAL_LIVENESS, LOCAL_READINESS);
  }

  @Nullable ProbeSpec of(ProbeKind kind) {
    return switch (kind) {
      case STARTUP -> startup;
      case LIVENESS -> liveness;
      case READINESS -> readiness;
    };
  }
}
