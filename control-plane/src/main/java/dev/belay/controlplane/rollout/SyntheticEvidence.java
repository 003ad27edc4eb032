package dev.belay.controlplane.rollout;

import dev.belay.controlplane.analysis.Answers;
import dev.belay.controlplane.analysis.Judgement;
import dev.belay.controlplane.analysis.Verdict;
import dev.belay.controlplane.synthetic.SyntheticCounts;
import dev.belay.controlplane.synthetic.SyntheticResult;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What both revisions made of the team's own requests while the candidate was on trial: judged and
 * counted apart from users'. Both are asked equally often in random order, so each failure is the
 * candidate's with probability 1/2 where it is no worse.
 *
 * @param cursor the counts at the last look; null before the first
 * @param lastFailure of the candidate
 */
public record SyntheticEvidence(
    Judgement judgement,
    @Nullable Cursor cursor,
    Answered candidate,
    Answered stable,
    @Nullable SyntheticResult lastFailure) {

  private static final double ASKED_EQUALLY = .5;

  /** Answers as expected, and others. */
  public record Answered(long passed, long failed) {

    static final Answered NONE = new Answered(0, 0);

    public long total() {
      return passed + failed;
    }

    private Answered plus(Answered more) {
      return new Answered(passed + more.passed, failed + more.failed);
    }

    private Answered since(Answered before) {
      return new Answered(passed - before.passed, failed - before.failed);
    }

    private Answers answers() {
      return Answers.of(passed, 0, failed);
    }
  }

  /**
   * Up to where was counted.
   *
   * @param bootId of whoever counts
   */
  public record Cursor(String bootId, Answered candidate, Answered stable) {

    private static Cursor begin(Cursor like) {
      return new Cursor(like.bootId, Answered.NONE, Answered.NONE);
    }

    private static Cursor at(SyntheticCounts counts) {
      return new Cursor(
          counts.bootId(),
          new Answered(counts.candidatePassed(), counts.candidateFailed()),
          new Answered(counts.stablePassed(), counts.stableFailed()));
    }
  }

  static SyntheticEvidence open(ReleasePolicy policy) {
    return new SyntheticEvidence(
        Judgement.open(policy.syntheticJudge()), null, Answered.NONE, Answered.NONE, null);
  }

  /** Counts what is new, whoever counted before. */
  SyntheticEvidence fold(SyntheticCounts counts) {
    Cursor now = Cursor.at(counts);
    if (now.equals(cursor)) {
      return this;
    }
    Cursor before =
        cursor != null && cursor.bootId().equals(now.bootId()) ? cursor : Cursor.begin(now);
    Answered ofCandidate = now.candidate().since(before.candidate());
    Answered ofStable = now.stable().since(before.stable());
    return new SyntheticEvidence(
        judgement.routed(ASKED_EQUALLY, ofCandidate.answers(), ofStable.answers()),
        now,
        candidate.plus(ofCandidate),
        stable.plus(ofStable),
        counts.lastFailure() == null ? lastFailure : counts.lastFailure());
  }

  /** Why the candidate would be taken back for them. */
  static Optional<Cause> regression(Rollout rollout) {
    SyntheticEvidence evidence = rollout.evidence().synthetic();
    if (evidence == null || !(evidence.judgement.verdict() instanceof Verdict.Worse worse)) {
      return Optional.empty();
    }
    SyntheticResult last = evidence.lastFailure;
    String summary =
        "%s fails synthetic requests that %s answers: %d of %d against %d of %d"
            .formatted(
                rollout.id().label(),
                rollout.stable() == null ? "stable" : rollout.stable().id().label(),
                evidence.candidate.failed(),
                evidence.candidate.total(),
                evidence.stable.failed(),
                evidence.stable.total());
    if (last == null) {
      return Optional.of(Cause.of(Cause.SYNTHETIC_REQUEST_FAILED, summary));
    }
    var detail = new TreeMap<>(SyntheticGate.cause("", last).detail());
    detail.put("logE", String.format(Locale.ROOT, "%.2f", worse.logE()));
    detail.put("threshold", String.format(Locale.ROOT, "%.2f", worse.threshold()));
    return Optional.of(
        new Cause(Cause.SYNTHETIC_REQUEST_FAILED, summary + "; last, " + last.words(), detail));
  }
}
