package dev.belay.gateway.outcome;

import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * Times in microseconds, in buckets four to an octave: a bucket is at most 25 % wide. Takes no
 * memory before the first time is recorded.
 */
public final class LatencyHistogram {

  static final int BUCKETS = 128;

  private volatile @Nullable AtomicLongArray counts;

  void record(long micros) {
    AtomicLongArray present = counts;
    if (present == null) {
      present = allocate();
    }
    present.incrementAndGet(bucket(micros));
  }

  private synchronized AtomicLongArray allocate() {
    AtomicLongArray present = counts;
    if (present == null) {
      present = new AtomicLongArray(BUCKETS);
      counts = present;
    }
    return present;
  }

  static int bucket(long micros) {
    if (micros < 4) {
      return (int) Math.max(0, micros);
    }
    int octave = 63 - Long.numberOfLeadingZeros(micros);
    int quarter = (int) (micros >>> (octave - 2)) & 3;
    return Math.min(BUCKETS - 1, (octave - 1) * 4 + quarter);
  }

  /** The smallest time, in microseconds, that no longer belongs to the bucket. */
  static long upperBound(int bucket) {
    if (bucket < 4) {
      return bucket + 1L;
    }
    int octave = bucket / 4 + 1;
    return (5L + bucket % 4) << (octave - 2);
  }

  /** The counts as they are now. */
  public LatencySnapshot snapshot() {
    var copy = new long[BUCKETS];
    AtomicLongArray present = counts;
    if (present != null) {
      for (int i = 0; i < BUCKETS; i++) {
        copy[i] = present.get(i);
      }
    }
    return new LatencySnapshot(copy);
  }
}
