package dev.belay.controlplane.replay;

import dev.belay.controlplane.traffic.RequestOutcomes.Bucket;
import dev.belay.controlplane.traffic.RequestOutcomes.Counts;
import java.util.List;
import java.util.TreeMap;

/**
 * What one revision was asked and how it answered, whatever its share was.
 *
 * @param took how many answers took less than so many microseconds, bucket by bucket
 */
record Asked(long succeeded, long refused, long failed, long unanswered, List<Bucket> took) {

  static final Asked NOTHING = new Asked(0, 0, 0, 0, List.of());

  static Asked of(Counts counts) {
    return new Asked(
        counts.succeeded(),
        counts.refused(),
        counts.failed(),
        counts.unanswered(),
        counts.timing().answered());
  }

  long total() {
    return succeeded + refused + failed + unanswered;
  }

  Asked plus(Asked more) {
    return new Asked(
        succeeded + more.succeeded,
        refused + more.refused,
        failed + more.failed,
        unanswered + more.unanswered,
        sum(took, more.took));
  }

  static List<Bucket> sum(List<Bucket> one, List<Bucket> other) {
    if (one.isEmpty() || other.isEmpty()) {
      return one.isEmpty() ? other : one;
    }
    var sum = new TreeMap<Long, Long>();
    one.forEach(each -> sum.merge(each.belowMicros(), each.count(), Long::sum));
    other.forEach(each -> sum.merge(each.belowMicros(), each.count(), Long::sum));
    return sum.entrySet().stream().map(each -> new Bucket(each.getKey(), each.getValue())).toList();
  }
}
