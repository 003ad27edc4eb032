package dev.belay.controlplane.rollout;

import dev.belay.controlplane.analysis.Judgement;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.rollout.Observation.Fleet;
import dev.belay.controlplane.synthetic.SyntheticCounts;
import dev.belay.controlplane.traffic.RequestOutcomes.Counts;
import dev.belay.controlplane.traffic.RequestOutcomes.Snapshot;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
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
 * @param pace how long the requests took
 * @param probing what readiness said of both
 * @param synthetic what the team's own requests have shown; null before the first
 */
public record Evidence(
    Judgement judgement,
    @Nullable String bootId,
    Map<String, Totals> cursor,
    Totals candidate,
    Totals stable,
    @Nullable Instant dataAt,
    Pace pace,
    Probing probing,
    @Nullable SyntheticEvidence synthetic) {

  private static final long MAX_REINVESTMENTS = 600;

  public Evidence {
    cursor = Map.copyOf(cursor);
    // An older version did not store them.
    pace = pace == null ? Pace.NONE : pace;
    probing = probing == null ? Probing.NONE : probing;
  }

  /** Without synthetic requests. */
  public Evidence(
      Judgement judgement,
      @Nullable String bootId,
      Map<String, Totals> cursor,
      Totals candidate,
      Totals stable,
      @Nullable Instant dataAt,
      Pace pace,
      Probing probing) {
    this(judgement, bootId, cursor, candidate, stable, dataAt, pace, probing, null);
  }

  static Evidence open(ReleasePolicy policy, boolean besideStable) {
    return new Evidence(
        besideStable ? Judgement.open(policy.judge()) : Judgement.openAlone(policy.judge()),
        null,
        Map.of(),
        Totals.NONE,
        Totals.NONE,
        null,
        Pace.NONE,
        Probing.NONE);
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
    Collection<EpochCounts> epochs = EpochCounts.of(seen, candidateId, stableId);
    boolean same = seen.bootId().equals(bootId);
    Pace.Judged timed =
        bootId == null
            ? Pace.begin(judgement, epochs)
            : Pace.fold(pace, judgement, epochs, same ? pace.cursor() : Map.of());
    var next = new Look(same ? cursor : Map.of(), bootId == null, timed.judgement());
    epochs.forEach(epoch -> next.at(epoch, lost));
    return new Evidence(
        next.judgement,
        seen.bootId(),
        next.cursor.equals(cursor) ? cursor : next.cursor,
        candidate.plus(next.candidate),
        stable.plus(next.stable),
        at,
        timed.pace(),
        probing,
        synthetic);
  }

  /** Counts what readiness has said since the last look. */
  Evidence probed(@Nullable Fleet candidateFleet, @Nullable Fleet stableFleet) {
    Probing next = probing.and(candidateFleet, stableFleet);
    return next.equals(probing)
        ? this
        : new Evidence(
            judgement.probed(next.since(probing)),
            bootId,
            cursor,
            candidate,
            stable,
            dataAt,
            pace,
            next,
            synthetic);
  }

  /** Counts what the team's own requests have shown since the last look. */
  Evidence asked(SyntheticCounts counts, ReleasePolicy policy) {
    SyntheticEvidence known = synthetic == null ? SyntheticEvidence.open(policy) : synthetic;
    SyntheticEvidence next = known.fold(counts);
    return next.equals(synthetic)
        ? this
        : new Evidence(judgement, bootId, cursor, candidate, stable, dataAt, pace, probing, next);
  }

  /** Puts the reserve for late failures to work, in sixtieths of the planned time. */
  Evidence reserveUpTo(double shareOfPlannedTime) {
    long planned = Math.min(MAX_REINVESTMENTS, (long) (60 * shareOfPlannedTime));
    long due = planned - judgement.reinvestments();
    return due <= 0 ? this : judgedBy(judgement.reinvest(due));
  }

  /** Somebody has seen that the weights are honoured after all. */
  Evidence shareForgiven() {
    return judgedBy(judgement.shareForgiven());
  }

  private Evidence judgedBy(Judgement judged) {
    return new Evidence(
        judged, bootId, cursor, candidate, stable, dataAt, pace, probing, synthetic);
  }

  /** One look, epoch by epoch. */
  private static final class Look {
    private final Map<String, Totals> before;
    private final boolean first;
    private final Map<String, Totals> cursor = new HashMap<>();
    private Totals candidate = Totals.NONE;
    private Totals stable = Totals.NONE;
    private Judgement judgement;

    private Look(Map<String, Totals> before, boolean first, Judgement judgement) {
      this.before = before;
      this.first = first;
      this.judgement = judgement;
    }

    private void at(EpochCounts epoch, Lost lost) {
      Totals ofCandidate = gain(epoch.candidate(), false);
      Totals ofStable = gain(epoch.stable(), first);
      candidate = candidate.plus(ofCandidate);
      stable = stable.plus(ofStable);
      double weight = epoch.weight();
      // What brought nothing is no evidence; most epochs of most looks are over.
      boolean news = !ofCandidate.equals(Totals.NONE) || !ofStable.equals(Totals.NONE);
      if (weight > 0 && news) {
        judgement =
            judgement
                .routed(
                    weight, ofCandidate.answers(lost.candidate()), ofStable.answers(lost.stable()))
                .shared(weight, ofCandidate.routed(), ofStable.routed());
      }
    }

    /** What came since; the first look at stable is only the line from which it counts. */
    private Totals gain(@Nullable Counts counts, boolean line) {
      if (counts == null) {
        return Totals.NONE;
      }
      String key = EpochCounts.key(counts);
      Totals now = Totals.of(counts);
      cursor.put(key, now);
      return now.since(line ? now : before.getOrDefault(key, Totals.NONE));
    }
  }
}
