package dev.belay.controlplane.judging;

import dev.belay.controlplane.analysis.Exposure;
import dev.belay.controlplane.analysis.Judgement;
import dev.belay.controlplane.analysis.Verdict;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A judgement that somebody feeds.
 *
 * @param name what is judged, in the words of whoever opened it
 * @param maxDuration for all of it; then what is not known to be harmless is inconclusive
 * @param sequence of the newest counts; 0 before the first
 * @param servedSince when the candidate's first requests were told; null before
 * @param fedAt when the newest counts came; null before the first
 * @param version of the stored record
 */
public record OpenJudgement(
    String id,
    String name,
    Judgement judgement,
    String openedBy,
    Instant openedAt,
    Duration maxDuration,
    long sequence,
    @Nullable Instant servedSince,
    @Nullable Instant fedAt,
    long version) {

  private static final long PARTS = 60;

  /** The verdict at a moment; before the first counts nobody is blind yet. */
  public Verdict verdict(Instant now) {
    Duration served = servedSince == null ? Duration.ZERO : Duration.between(servedSince, now);
    Duration age = Duration.between(fedAt == null ? openedAt : fedAt, now);
    boolean timeIsUp = !now.isBefore(openedAt.plus(maxDuration));
    return judgement.verdict(new Exposure(served, age, 1, timeIsUp));
  }

  /** With counts that were not there before. */
  OpenJudgement fed(Fed counts, Instant now) {
    Judgement next = counts.feed(judgement);
    long due = PARTS * Duration.between(openedAt, now).toMillis() / maxDuration.toMillis();
    while (next.reinvestments() < Math.min(PARTS, due)) {
      next = next.reinvest();
    }
    boolean serves = servedSince != null || counts.asksCandidate();
    return new OpenJudgement(
        id,
        name,
        next,
        openedBy,
        openedAt,
        maxDuration,
        counts.sequence(),
        servedSince == null && serves ? now : servedSince,
        now,
        version);
  }

  OpenJudgement stored(long newVersion) {
    return new OpenJudgement(
        id,
        name,
        judgement,
        openedBy,
        openedAt,
        maxDuration,
        sequence,
        servedSince,
        fedAt,
        newVersion);
  }
}
