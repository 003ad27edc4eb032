package dev.belay.controlplane.probe;

import java.time.Duration;

/**
 * How punctual we were ourselves with one probe, in nanoseconds of a monotonic clock.
 *
 * @param due when it should have begun
 * @param begun when it began
 * @param ended when its result was in our hands
 */
record Punctuality(long due, long begun, long ended) {

  /**
   * A time-out proves nothing if we were starved for longer than the time-out ourselves: late to
   * begin, or late to notice that the time was up. Other results came from the instance.
   */
  ProbeResult excuse(ProbeResult result, Duration timeout) {
    if (!(result instanceof ProbeResult.Failure failure)
        || failure.kind() != ProbeResult.Failure.Kind.TIMEOUT) {
      return result;
    }
    long late = Math.max(0, begun - due) + Math.max(0, ended - begun - timeout.toNanos());
    return late > timeout.toNanos()
        ? new ProbeResult.NotMade(
            "the prober was late by " + Duration.ofNanos(late).toMillis() + " ms")
        : result;
  }
}
