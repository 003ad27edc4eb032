package dev.belay.controlplane.rollout;

import static dev.belay.controlplane.rollout.Scene.CANDIDATE;
import static dev.belay.controlplane.rollout.Scene.NOON;
import static dev.belay.controlplane.rollout.Scene.POLICY;
import static dev.belay.controlplane.rollout.Scene.STABLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.analysis.Metric;
import dev.belay.controlplane.analysis.Verdict;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.traffic.RequestOutcomes.Bucket;
import dev.belay.controlplane.traffic.RequestOutcomes.Counts;
import dev.belay.controlplane.traffic.RequestOutcomes.Snapshot;
import dev.belay.controlplane.traffic.RequestOutcomes.Timing;
import dev.belay.controlplane.traffic.RequestOutcomes.Waiting;
import dev.belay.controlplane.traffic.Weight;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaceTest {

  private static final long FAST = 100_000;
  private static final long SLOW = 900_000;
  private static final Evidence OPEN = Evidence.open(POLICY, true);

  /** Stable was asked before, and the candidate has answered what does not count yet. */
  private static final Evidence WARM =
      fold(
          fold(OPEN, "a", before(2_000)),
          "a",
          before(2_000),
          candidate(3, took(FAST, 200)),
          stable(3, took(FAST, 1_800)));

  @Test
  void stablesTrafficBeforeTheRolloutSaysWhatIsUsualAndIsNotJudged() {
    Evidence first = fold(OPEN, "a", before(2_000));

    assertThat(first.judgement().overdueAfter()).isEqualTo(Duration.ofMillis(150));
    assertThat(first.pace().stable()).isEqualTo(new Pace.Slow(0, 0));
    assertThat(WARM.pace().stable()).isEqualTo(new Pace.Slow(0, 1_800));
    assertThat(WARM.pace().candidate()).isEqualTo(new Pace.Slow(0, 200));
  }

  @Test
  void candidateThatBecomesSlowIsWorseAndNamedSo() {
    Evidence seen = WARM;
    for (int look = 1; look < 10; look++) {
      seen =
          fold(
              seen,
              "a",
              candidate(3, took(FAST, 200), took(SLOW, look)),
              stable(3, took(FAST, 1_800 + 19L * look)));
    }
    assertThat(seen.judgement().verdict())
        .isInstanceOfSatisfying(
            Verdict.Worse.class, worse -> assertThat(worse.metric()).isEqualTo(Metric.LATENCY));
    assertThat(seen.pace().candidate()).isEqualTo(new Pace.Slow(9, 209));
  }

  @Test
  void requestThatWaitsTooLongCountsThenAndNotAgainWhenItEnds() {
    Evidence early = fold(WARM, "a", waiting(0), stable(3, took(FAST, 1_800)));
    Evidence late = fold(early, "a", waiting(2), stable(3, took(FAST, 1_800)));
    Evidence ended =
        fold(late, "a", candidate(3, took(FAST, 200), took(SLOW, 2)), stable(3, took(FAST, 1_800)));

    assertThat(early.pace().candidate().slow()).isZero();
    assertThat(late.pace().candidate()).isEqualTo(new Pace.Slow(2, 202));
    assertThat(late.judgement().logE(Metric.LATENCY))
        .isGreaterThan(early.judgement().logE(Metric.LATENCY));
    assertThat(ended.pace().candidate()).isEqualTo(new Pace.Slow(2, 202));
    assertThat(ended.judgement().logE(Metric.LATENCY))
        .isEqualTo(late.judgement().logE(Metric.LATENCY));
  }

  @Test
  void requestThatNobodyAnswersIsTheSlowestOfAll() {
    var broken =
        new Counts(
            CANDIDATE.id(),
            3,
            Weight.percent(10),
            true,
            200,
            0,
            0,
            3,
            203,
            new Timing(List.of(new Bucket(FAST, 200)), List.of()));

    assertThat(fold(WARM, "a", broken).pace().candidate()).isEqualTo(new Pace.Slow(3, 203));
  }

  @Test
  void onlyTheTwoNewestEpochsAreFollowed() {
    Counts[] four = new Counts[4];
    for (int i = 0; i < 4; i++) {
      four[i] = candidate(3 + i, took(FAST, 200));
    }
    assertThat(fold(WARM, "a", four).pace().cursor()).containsOnlyKeys("r2@5", "r2@6");
  }

  @Test
  void sourceThatStartedAgainCountsFromNothing() {
    Evidence reborn = fold(WARM, "b", candidate(3, took(FAST, 5)), stable(3, took(FAST, 9)));

    assertThat(reborn.pace().candidate().of()).isEqualTo(205);
    assertThat(reborn.pace().stable().of()).isEqualTo(1_809);
  }

  private static Counts before(long requests) {
    return counts(STABLE, 2, Weight.ALL, false, List.of(), took(FAST, requests));
  }

  private static Counts candidate(long epoch, Bucket... took) {
    return counts(CANDIDATE, epoch, Weight.percent(10), true, List.of(), took);
  }

  private static Counts stable(long epoch, Bucket... took) {
    return counts(STABLE, epoch, Weight.percent(90), true, List.of(), took);
  }

  private static Counts waiting(long tooLong) {
    var ages = List.of(new Waiting(100, 5), new Waiting(200, tooLong), new Waiting(500, 0));
    return counts(CANDIDATE, 3, Weight.percent(10), true, ages, took(FAST, 200));
  }

  private static Bucket took(long belowMicros, long count) {
    return new Bucket(belowMicros, count);
  }

  private static Counts counts(
      Revision revision,
      long epoch,
      Weight weight,
      boolean concurrent,
      List<Waiting> waiting,
      Bucket... took) {
    long answered = 0;
    for (Bucket each : took) {
      answered += each.count();
    }
    return new Counts(
        revision.id(),
        epoch,
        weight,
        concurrent,
        answered,
        0,
        0,
        0,
        answered,
        new Timing(List.of(took), waiting));
  }

  private static Evidence fold(Evidence evidence, String boot, Counts... counts) {
    return evidence.fold(new Snapshot(boot, List.of(counts)), CANDIDATE.id(), STABLE, NOON);
  }
}
