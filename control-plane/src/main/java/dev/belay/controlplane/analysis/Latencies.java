package dev.belay.controlplane.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * How long requests took until they were answered, in buckets; the same bounds in both arms, the
 * fastest first. The narrower the buckets, the finer is what is told apart; the gateway's are at
 * most 25 % wide.
 */
public record Latencies(List<Bucket> buckets) {

  public static final Latencies NONE = new Latencies(List.of());

  private static final int MOST_BUCKETS = 512;
  private static final long DAY_MICROS = 86_400_000_000L;

  /** How many took less than this, in microseconds, and no less than the bucket before. */
  public record Bucket(long belowMicros, long count) {

    public Bucket {
      if (belowMicros <= 0 || belowMicros > DAY_MICROS || count < 0) {
        throw new IllegalArgumentException(
            "A bucket has a bound above 0 and of at most a day, and a count of at least 0, not %d µs and %d"
                .formatted(belowMicros, count));
      }
    }
  }

  public Latencies {
    buckets = List.copyOf(buckets);
    if (buckets.size() > MOST_BUCKETS) {
      throw new IllegalArgumentException(
          "At most %d buckets, not %d".formatted(MOST_BUCKETS, buckets.size()));
    }
    for (int i = 1; i < buckets.size(); i++) {
      if (buckets.get(i).belowMicros <= buckets.get(i - 1).belowMicros) {
        throw new IllegalArgumentException(
            "Buckets ascend, but %d µs follows %d µs"
                .formatted(buckets.get(i).belowMicros, buckets.get(i - 1).belowMicros));
      }
    }
  }

  public long count() {
    return buckets.stream().mapToLong(Bucket::count).sum();
  }

  /** How many took this long or longer; exact where it is a bucket's bound. */
  public long atLeast(long micros) {
    return buckets.stream()
        .filter(bucket -> bucket.belowMicros > micros)
        .mapToLong(Bucket::count)
        .sum();
  }

  /** The bound, in microseconds, that at least this share of the requests stayed below; or 0. */
  long quantile(double share) {
    double wanted = share * count();
    long seen = 0;
    for (Bucket bucket : buckets) {
      seen += bucket.count;
      if (seen > 0 && seen >= wanted) {
        return bucket.belowMicros;
      }
    }
    return 0;
  }

  /** Without so many of those that took longest. */
  public Latencies withoutSlowest(long count) {
    long left = count;
    var kept = byBound();
    for (Bucket bucket : buckets.reversed()) {
      long taken = Math.min(left, bucket.count);
      kept.put(bucket.belowMicros, bucket.count - taken);
      left -= taken;
    }
    return of(kept);
  }

  public Latencies plus(Latencies more) {
    var sum = byBound();
    more.buckets.forEach(bucket -> sum.merge(bucket.belowMicros, bucket.count, Long::sum));
    return of(sum);
  }

  /** What came since, of cumulative counts; a count that went back counts as started again. */
  public Latencies since(Latencies before) {
    var known = before.byBound();
    var gain = new TreeMap<Long, Long>();
    for (Bucket bucket : buckets) {
      long was = known.getOrDefault(bucket.belowMicros, 0L);
      long came = bucket.count >= was ? bucket.count - was : bucket.count;
      if (came > 0) {
        gain.put(bucket.belowMicros, came);
      }
    }
    return of(gain);
  }

  private TreeMap<Long, Long> byBound() {
    var counts = new TreeMap<Long, Long>();
    buckets.forEach(bucket -> counts.put(bucket.belowMicros, bucket.count));
    return counts;
  }

  private static Latencies of(TreeMap<Long, Long> counts) {
    var buckets = new ArrayList<Bucket>(counts.size());
    counts.forEach((below, count) -> {
      if (count > 0) {
        buckets.add(new Bucket(below, count));
      }
    });
    return new Latencies(buckets);
  }
}
