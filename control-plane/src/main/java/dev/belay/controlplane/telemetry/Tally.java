package dev.belay.controlplane.telemetry;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Requests that one process, or all of a revision, have answered.
 *
 * @param succeeded with 1xx, 2xx or 3xx
 * @param refused with 4xx
 * @param failed with 5xx
 * @param times how many took less than so many microseconds, and no less than the bound before;
 *     empty where nobody tells
 */
record Tally(long succeeded, long refused, long failed, SortedMap<Long, Long> times) {

  static final Tally NONE = new Tally(0, 0, 0, new TreeMap<>());

  Tally {
    times = Collections.unmodifiableSortedMap(new TreeMap<>(times));
  }

  boolean isEmpty() {
    return total() == 0 && times.isEmpty();
  }

  long total() {
    return succeeded + refused + failed;
  }

  Tally plus(Tally more) {
    var sum = new TreeMap<>(times);
    more.times.forEach((bound, count) -> sum.merge(bound, count, Long::sum));
    return new Tally(succeeded + more.succeeded, refused + more.refused, failed + more.failed, sum);
  }

  /** What came since; all of it where a count went back, for then the counting began again. */
  Tally since(Tally before) {
    boolean again =
        succeeded < before.succeeded || refused < before.refused || failed < before.failed;
    if (again) {
      return this;
    }
    var gain = new TreeMap<Long, Long>();
    boolean untimed = before.times.isEmpty() && before.total() > 0;
    (untimed ? NONE.times : times)
        .forEach((bound, count) -> {
          // Buckets are read one after the other: one that went back alone is no new beginning.
          long came = count - before.times.getOrDefault(bound, 0L);
          if (came > 0) {
            gain.put(bound, came);
          }
        });
    return new Tally(
        succeeded - before.succeeded, refused - before.refused, failed - before.failed, gain);
  }
}
