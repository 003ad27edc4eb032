package dev.belay.gateway.outcome;

import java.util.ArrayList;
import java.util.List;

/** Counts of a {@link LatencyHistogram} at one moment. */
public final class LatencySnapshot {

  private final long[] counts;

  LatencySnapshot(long[] counts) {
    this.counts = counts;
  }

  public long count() {
    long sum = 0;
    for (long count : counts) {
      sum += count;
    }
    return sum;
  }

  /**
   * An upper bound, in microseconds and at most 25 % too high, of the time within which the share
   * of requests was answered; 0 if none was.
   */
  public long quantile(double share) {
    long wanted = (long) Math.ceil(share * count());
    long seen = 0;
    for (int i = 0; i < counts.length; i++) {
      seen += counts[i];
      if (seen > 0 && seen >= wanted) {
        return LatencyHistogram.upperBound(i);
      }
    }
    return 0;
  }

  /** Only buckets that hold something, the fastest first. */
  public List<Bucket> buckets() {
    var buckets = new ArrayList<Bucket>();
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] > 0) {
        buckets.add(new Bucket(LatencyHistogram.upperBound(i), counts[i]));
      }
    }
    return buckets;
  }

  /** How many requests took less than this and no less than the bucket before. */
  public record Bucket(long belowMicros, long count) {}
}
