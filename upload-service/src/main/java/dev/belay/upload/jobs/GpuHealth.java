package dev.belay.upload.jobs;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * Tells in readiness that cut-outs wait for gpu-service, and is never a reason not to be ready:
 * uploads need no gpu-service. Hence {@code UNKNOWN}, which no group counts as down.
 */
public final class GpuHealth implements HealthIndicator {

  private volatile @Nullable Breaker breaker;

  void watch(Breaker watched) {
    this.breaker = watched;
  }

  @Override
  public Health health() {
    Breaker watched = breaker;
    if (watched == null || watched.state() == Breaker.State.CLOSED) {
      return Health.up().build();
    }
    return Health.unknown()
        .withDetail("problem", "Degraded")
        .withDetail("reason", "gpu-service fails; cut-outs wait until it answers")
        .build();
  }
}
