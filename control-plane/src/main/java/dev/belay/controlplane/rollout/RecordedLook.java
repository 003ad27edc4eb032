package dev.belay.controlplane.rollout;

import dev.belay.controlplane.analysis.Latencies;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.traffic.RequestOutcomes.Bucket;
import dev.belay.controlplane.traffic.RequestOutcomes.Counts;
import dev.belay.controlplane.traffic.RequestOutcomes.Snapshot;
import dev.belay.controlplane.traffic.RequestOutcomes.Timing;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What requests brought since the look before, as it was counted: kept so that another policy can
 * be shown the same release.
 *
 * @param first whether it is the line from which stable counts: then all that stable was asked
 *     before
 * @param gained by revision and weight epoch; {@code waiting} as it was at this look, and empty for
 *     whoever is not named
 */
public record RecordedLook(Instant at, boolean first, List<Counts> gained) {

  public RecordedLook {
    gained = List.copyOf(gained);
  }

  /** What {@link Evidence#fold} is about to count. */
  static RecordedLook of(
      Evidence before, Snapshot seen, RevisionId candidate, @Nullable Revision stable, Instant at) {
    boolean same = seen.bootId().equals(before.bootId());
    Set<String> timed = Pace.followed(EpochCounts.of(seen, candidate, id(stable)));
    var gained = new ArrayList<Counts>();
    for (Counts counts : seen.counts()) {
      if (counts.revision().equals(candidate) || counts.revision().equals(id(stable))) {
        String key = EpochCounts.key(counts);
        boolean all = before.bootId() == null || timed.contains(key);
        Counts gain = gain(counts, same ? before : null, all);
        if (gain.total() + gain.routed() > 0 || !gain.timing().equals(Timing.NONE)) {
          gained.add(gain);
        }
      }
    }
    return new RecordedLook(at, before.bootId() == null, gained);
  }

  private static @Nullable RevisionId id(@Nullable Revision revision) {
    return revision == null ? null : revision.id();
  }

  private static Counts gain(Counts now, @Nullable Evidence before, boolean timed) {
    String key = EpochCounts.key(now);
    Totals known = before == null ? Totals.NONE : before.cursor().getOrDefault(key, Totals.NONE);
    Pace.Known pace =
        before == null
            ? Pace.Known.NOTHING
            : before.pace().cursor().getOrDefault(key, Pace.Known.NOTHING);
    Timing timing =
        timed
            ? new Timing(answered(now, pace.answered()), now.timing().waiting())
            : new Timing(List.of(), now.timing().waiting());
    return counts(now, Totals.of(now).since(known), timing);
  }

  private static List<Bucket> answered(Counts now, Latencies before) {
    var all = new ArrayList<Latencies.Bucket>();
    now.timing()
        .answered()
        .forEach(each -> all.add(new Latencies.Bucket(each.belowMicros(), each.count())));
    return new Latencies(all)
        .since(before).buckets().stream()
            .map(each -> new Bucket(each.belowMicros(), each.count()))
            .toList();
  }

  private static Counts counts(Counts like, Totals totals, Timing timing) {
    return new Counts(
        like.revision(),
        like.weightEpoch(),
        like.weight(),
        like.concurrent(),
        totals.succeeded(),
        totals.refused(),
        totals.failed(),
        totals.unanswered(),
        totals.routed(),
        timing);
  }

  /** This and the next as if they had been one look. */
  RecordedLook with(RecordedLook next) {
    var sum = new LinkedHashMap<String, Counts>();
    for (Counts counts : gained) {
      sum.put(EpochCounts.key(counts), withoutWaiting(counts));
    }
    var named = new HashSet<String>();
    for (Counts counts : next.gained) {
      sum.merge(EpochCounts.key(counts), counts, RecordedLook::plus);
      named.add(EpochCounts.key(counts));
    }
    List<Counts> kept =
        sum.entrySet().stream()
            .filter(each -> named.contains(each.getKey()) || !isEmpty(each.getValue()))
            .map(Map.Entry::getValue)
            .toList();
    return new RecordedLook(next.at, first, kept);
  }

  private static boolean isEmpty(Counts counts) {
    return counts.total() + counts.routed() == 0 && counts.timing().equals(Timing.NONE);
  }

  private static Counts withoutWaiting(Counts counts) {
    return counts(counts, Totals.of(counts), new Timing(counts.timing().answered(), List.of()));
  }

  private static Counts plus(Counts one, Counts next) {
    return counts(
        next,
        Totals.of(one).plus(Totals.of(next)),
        new Timing(
            sum(one.timing().answered(), next.timing().answered()), next.timing().waiting()));
  }

  private static List<Bucket> sum(List<Bucket> one, List<Bucket> next) {
    return latencies(one).plus(latencies(next)).buckets().stream()
        .map(each -> new Bucket(each.belowMicros(), each.count()))
        .toList();
  }

  private static Latencies latencies(List<Bucket> buckets) {
    return new Latencies(
        buckets.stream()
            .map(each -> new Latencies.Bucket(each.belowMicros(), each.count()))
            .toList());
  }

  /**
   * Whether a request of this revision failed, or took longer than this: the judge counts some of
   * them by looks.
   *
   * @param slowMicros 0 while nothing is known to be slow
   */
  boolean troubled(RevisionId revision, long slowMicros) {
    return gained.stream()
        .filter(counts -> counts.revision().equals(revision))
        .anyMatch(counts -> counts.errors() > 0 || slowMicros > 0 && slow(counts, slowMicros));
  }

  private static boolean slow(Counts counts, long micros) {
    return counts.timing().answered().stream().anyMatch(each -> each.belowMicros() > micros);
  }
}
