package dev.belay.controlplane.rollout;

import dev.belay.controlplane.analysis.Judgement;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.traffic.RequestOutcomes.Counts;
import dev.belay.controlplane.traffic.RequestOutcomes.Snapshot;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What requests have shown so far, with the cursor up to which they were counted: both are stored
 * in one write, so that a crash counts nothing twice and loses nothing.
 *
 * @param bootId of the counts' source; null before the first look
 * @param cursor the counts at the last look, by revision and weight epoch ({@code r2@5})
 * @param candidate all that the candidate was asked since the rollout began
 * @param stable all that stable was asked since the rollout began
 * @param dataAt when counts were last seen
 */
public record Evidence(
    Judgement judgement,
    @Nullable String bootId,
    Map<String, Totals> cursor,
    Totals candidate,
    Totals stable,
    @Nullable Instant dataAt) {

  private static final long MAX_REINVESTMENTS = 600;

  public Evidence {
    cursor = Map.copyOf(cursor);
  }

  static Evidence open(ReleasePolicy policy, boolean besideStable) {
    return new Evidence(
        besideStable ? Judgement.open(policy.judge()) : Judgement.openAlone(policy.judge()),
        null,
        Map.of(),
        Totals.NONE,
        Totals.NONE,
        null);
  }

  /** Which revisions have a process that is gone. */
  record Lost(boolean candidate, boolean stable) {

    static final Lost NOBODY = new Lost(false, false);
  }

  /** As if every process were there. */
  Evidence fold(
      Snapshot seen, RevisionId candidateId, @Nullable Revision stableRevision, Instant at) {
    return fold(seen, candidateId, stableRevision, at, Lost.NOBODY);
  }

  /** Counts what is new. The first snapshot is the line from which stable counts. */
  Evidence fold(
      Snapshot seen,
      RevisionId candidateId,
      @Nullable Revision stableRevision,
      Instant at,
      Lost lost) {
    RevisionId stableId = stableRevision == null ? null : stableRevision.id();
    boolean first = bootId == null;
    Map<String, Totals> before = seen.bootId().equals(bootId) ? cursor : Map.of();
    var nextCursor = new HashMap<String, Totals>();
    var epochs = new TreeMap<Long, Epoch>();
    for (Counts counts : seen.counts()) {
      boolean ofCandidate = counts.revision().equals(candidateId);
      if (!ofCandidate && !counts.revision().equals(stableId)) {
        continue;
      }
      String key = counts.revision().label() + "@" + counts.weightEpoch();
      Totals now = Totals.of(counts);
      nextCursor.put(key, now);
      Totals known = first && !ofCandidate ? now : before.getOrDefault(key, Totals.NONE);
      epochs
          .computeIfAbsent(counts.weightEpoch(), epoch -> new Epoch())
          .add(ofCandidate, counts, now.since(known));
    }
    Evidence next = this;
    for (Epoch epoch : epochs.values()) {
      next = next.plus(epoch, lost);
    }
    return new Evidence(next.judgement, seen.bootId(), nextCursor, next.candidate, next.stable, at);
  }

  /** Puts the reserve for late failures to work, in sixtieths of the planned time. */
  Evidence reserveUpTo(double shareOfPlannedTime) {
    Judgement judged = judgement;
    while (judged.reinvestments() < Math.min(MAX_REINVESTMENTS, (long) (60 * shareOfPlannedTime))) {
      judged = judged.reinvest();
    }
    return judged == judgement
        ? this
        : new Evidence(judged, bootId, cursor, candidate, stable, dataAt);
  }

  private Evidence plus(Epoch epoch, Lost lost) {
    Judgement judged =
        epoch.weight <= 0
            ? judgement
            : judgement.routed(
                epoch.weight,
                epoch.candidate.answers(lost.candidate()),
                epoch.stable.answers(lost.stable()));
    return new Evidence(
        judged, bootId, cursor, candidate.plus(epoch.candidate), stable.plus(epoch.stable), dataAt);
  }

  /** What is new in one weight epoch, with the weight in force when those requests were routed. */
  private static final class Epoch {
    private double weight;
    private Totals candidate = Totals.NONE;
    private Totals stable = Totals.NONE;

    void add(boolean ofCandidate, Counts counts, Totals gain) {
      if (ofCandidate) {
        weight = counts.concurrent() ? counts.weight().share() : 1;
        candidate = gain;
      } else {
        // Stable alone tells the candidate's share too, if the candidate was not asked yet.
        weight = weight > 0 || !counts.concurrent() ? weight : 1 - counts.weight().share();
        stable = gain;
      }
    }
  }
}
