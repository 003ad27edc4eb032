package dev.belay.controlplane.replay;

import dev.belay.controlplane.traffic.RequestOutcomes.Bucket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Deals requests anew: to whom each goes is drawn by another share, and how it is answered from
 * what that revision answered around the same time.
 */
final class Dealer {

  /** What the two were asked. */
  record Hand(Asked candidate, Asked stable) {}

  private final Track track;
  private final RandomGenerator lots;
  private final Map<Integer, Asked> candidates;
  private final Map<Integer, Asked> stables;

  /** One for all draws of a track: how they answered is the same in each. */
  record Known(Map<Integer, Asked> candidates, Map<Integer, Asked> stables) {

    Known() {
      this(new HashMap<>(), new HashMap<>());
    }
  }

  Dealer(Track track, Known known, RandomGenerator lots) {
    this.track = track;
    this.lots = lots;
    this.candidates = known.candidates();
    this.stables = known.stables();
  }

  /**
   * @param share the candidate's, 0 to 1
   */
  Hand deal(int beat, long requests, double share) {
    long toCandidate = 0;
    for (long i = 0; i < requests; i++) {
      toCandidate += lots.nextDouble() < share ? 1 : 0;
    }
    return new Hand(
        answers(toCandidate, around(candidates, beat, Beat::candidate)),
        answers(requests - toCandidate, around(stables, beat, Beat::stable)));
  }

  private Asked around(Map<Integer, Asked> known, int beat, Function<Beat, Asked> arm) {
    return known.computeIfAbsent(beat, index -> track.around(index, arm));
  }

  private Asked answers(long requests, Asked like) {
    if (like.total() == 0) {
      return new Asked(requests, 0, 0, 0, List.of());
    }
    long[] ends = new long[4];
    for (long i = 0; i < requests; i++) {
      ends[end(lots.nextLong(like.total()), like)]++;
    }
    return new Asked(
        ends[0], ends[1], ends[2], ends[3], durations(requests - ends[3], like.took()));
  }

  private static int end(long lot, Asked like) {
    if (lot < like.succeeded()) {
      return 0;
    }
    if (lot < like.succeeded() + like.refused()) {
      return 1;
    }
    return lot < like.succeeded() + like.refused() + like.failed() ? 2 : 3;
  }

  private List<Bucket> durations(long requests, List<Bucket> like) {
    long all = like.stream().mapToLong(Bucket::count).sum();
    if (all == 0) {
      return List.of();
    }
    var drawn = new TreeMap<Long, Long>();
    for (long i = 0; i < requests; i++) {
      drawn.merge(duration(lots.nextLong(all), like), 1L, Long::sum);
    }
    var buckets = new ArrayList<Bucket>(drawn.size());
    drawn.forEach((below, count) -> buckets.add(new Bucket(below, count)));
    return buckets;
  }

  private static long duration(long lot, List<Bucket> like) {
    long left = lot;
    for (Bucket bucket : like) {
      if (left < bucket.count()) {
        return bucket.belowMicros();
      }
      left -= bucket.count();
    }
    throw new IllegalStateException("a lot beyond the last bucket");
  }
}
