package dev.belay.controlplane.probe;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The probes of an instance.
 *
 * @param startup null if the instance counts as started at once
 */
public record ProbePlan(@Nullable ProbeSpec startup, ProbeSpec liveness, ProbeSpec readiness) {

  public ProbePlan {
    if ((startup != null && startup.successThreshold() != 1) || liveness.successThreshold() != 1) {
      throw new IllegalArgumentException(
          "The successThreshold of startup and liveness probes must be 1");
    }
  }

  /** For instances on this machine: asked every second, with this time to start. */
  public static ProbePlan local(Duration startTimeout) {
    Duration second = Duration.ofSeconds(1);
    ProbeSpec ready = ProbeSpec.at("/readyz").withPeriod(second);
    return new ProbePlan(
        ready.failingAfter(startTimeout), ProbeSpec.at("/livez").withPeriod(second), ready);
  }

  @Nullable ProbeSpec of(ProbeKind kind) {
    return switch (kind) {
      case STARTUP -> startup;
      case LIVENESS -> liveness;
      case READINESS -> readiness;
    };
  }
}
