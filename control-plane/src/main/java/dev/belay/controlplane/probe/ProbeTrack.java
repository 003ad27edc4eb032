package dev.belay.controlplane.probe;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The count of one probe's consecutive results.
 *
 * @param passing whether it counts as passed now; between the thresholds it stays as it was
 * @param successes successes in a row, 0 after a failure
 * @param failures failures in a row, 0 after a success
 * @param lastFailure the last one of this process, also when successes followed
 */
public record ProbeTrack(
    boolean passing, int successes, int failures, @Nullable LastFailure lastFailure) {

  /** One failure and when it was. */
  public record LastFailure(ProbeKind probe, ProbeResult.Failure failure, Instant at) {}

  boolean observed() {
    return successes > 0 || failures > 0;
  }

  /** Liveness is innocent until proven dead; the others must be earned. */
  static ProbeTrack fresh(ProbeKind kind) {
    return new ProbeTrack(kind == ProbeKind.LIVENESS, 0, 0, null);
  }

  ProbeTrack observe(ProbeKind kind, ProbeSpec spec, ProbeResult result, Instant at) {
    return switch (result) {
      case ProbeResult.Success success -> succeeded(spec);
      case ProbeResult.Failure failure -> failed(spec, new LastFailure(kind, failure, at));
      case ProbeResult.NotMade nothing -> this;
    };
  }

  private ProbeTrack succeeded(ProbeSpec spec) {
    int now = oneMore(successes);
    return new ProbeTrack(passing || now >= spec.successThreshold(), now, 0, lastFailure);
  }

  private ProbeTrack failed(ProbeSpec spec, LastFailure failure) {
    int now = oneMore(failures);
    return new ProbeTrack(passing && now < spec.failureThreshold(), 0, now, failure);
  }

  private static int oneMore(int count) {
    return count == Integer.MAX_VALUE ? count : count + 1;
  }
}
