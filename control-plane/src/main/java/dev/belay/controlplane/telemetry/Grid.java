package dev.belay.controlplane.telemetry;

import java.util.Arrays;

/**
 * The bounds that all times are brought to, at most 10 % apart above 10 µs: two revisions may
 * publish different ones, and whoever publishes many costs no more than others.
 */
final class Grid {

  private static final long DAY_MICROS = 86_400_000_000L;
  private static final int PER_DOUBLING = 8;
  private static final long[] BOUNDS = bounds();

  private Grid() {}

  private static long[] bounds() {
    long[] bounds = new long[300];
    for (int i = 0; i < bounds.length; i++) {
      double exact = Math.ceil(Math.pow(2, i / (double) PER_DOUBLING));
      bounds[i] = (long) Math.min(DAY_MICROS, exact);
    }
    return Arrays.stream(bounds).distinct().toArray();
  }

  /** The first bound, in microseconds, above so many seconds; the last is a day. */
  static long above(double seconds) {
    double micros = seconds * 1e6;
    int low = 0;
    int high = BOUNDS.length - 1;
    while (low < high) {
      int middle = (low + high) / 2;
      if (BOUNDS[middle] > micros) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return BOUNDS[low];
  }
}
