package dev.belay.controlplane.telemetry;

/**
 * What one process said of itself.
 *
 * @param startedSeconds when it says that it started, since 1970; {@link Double#NaN} if it does
 *     not. Only compared with what it said before, so no clock matters
 * @param answered since it started
 */
record Reading(double startedSeconds, Tally answered) {

  /** What came since the same instance was read last. */
  Tally since(Reading before) {
    boolean other =
        !Double.isNaN(startedSeconds)
            && !Double.isNaN(before.startedSeconds)
            && startedSeconds != before.startedSeconds;
    return other ? answered : answered.since(before.answered);
  }
}
