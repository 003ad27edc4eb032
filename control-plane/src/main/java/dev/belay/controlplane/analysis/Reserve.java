package dev.belay.controlplane.analysis;

/** Which part of what is left of the reserve is invested next; none of these ever empties it. */
final class Reserve {

  private static final int PLANNED = 60;
  private static final int EVEN = 44;
  private static final double LATE_PART = .05;

  private Reserve() {}

  /** A sixtieth of the whole each time, and from the 45th on a twentieth of the rest. */
  static double onSchedule(long before) {
    return before < EVEN ? 1.0 / (PLANNED - before) : LATE_PART;
  }

  /** What so many times in a row take together. */
  static double onSchedule(long before, long times) {
    double part = onSchedule(before);
    for (long i = 1; i < times; i++) {
      part += (1 - part) * onSchedule(before + i);
    }
    return part;
  }

  /**
   * The k-th time, so much that {@code 1/(1 + ln(k + 1))} of the whole is left: after thousands of
   * times a fresh stake still costs only a few errors more.
   */
  static double onTrouble(long before) {
    double k = before + 1.0;
    return Math.log1p(1 / k) / (1 + Math.log(k + 1));
  }
}
