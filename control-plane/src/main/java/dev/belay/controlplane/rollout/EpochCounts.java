package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.traffic.RequestOutcomes.Counts;
import dev.belay.controlplane.traffic.RequestOutcomes.Snapshot;
import java.util.Collection;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What was counted of the two revisions in one weight epoch.
 *
 * @param candidate null if it had no share
 * @param stable null if it had no share
 */
record EpochCounts(@Nullable Counts candidate, @Nullable Counts stable) {

  /** The epochs of the two, the oldest first. Whoever else is counted is nobody's business here. */
  static Collection<EpochCounts> of(
      Snapshot seen, RevisionId candidate, @Nullable RevisionId stable) {
    var epochs = new TreeMap<Long, EpochCounts>();
    for (Counts counts : seen.counts()) {
      if (counts.revision().equals(candidate)) {
        epochs.merge(counts.weightEpoch(), new EpochCounts(counts, null), EpochCounts::with);
      } else if (counts.revision().equals(stable)) {
        epochs.merge(counts.weightEpoch(), new EpochCounts(null, counts), EpochCounts::with);
      }
    }
    return epochs.values();
  }

  private EpochCounts with(EpochCounts other) {
    return new EpochCounts(
        candidate == null ? other.candidate : candidate, stable == null ? other.stable : stable);
  }

  /** The candidate's share, 0 to 1, in force when these requests were routed. */
  double weight() {
    if (candidate != null) {
      return candidate.concurrent() ? candidate.weight().share() : 1;
    }
    // Stable alone tells the candidate's share too, if the candidate was not asked yet.
    return stable != null && stable.concurrent() ? 1 - stable.weight().share() : 0;
  }

  static String key(Counts counts) {
    return counts.revision().label() + "@" + counts.weightEpoch();
  }
}
