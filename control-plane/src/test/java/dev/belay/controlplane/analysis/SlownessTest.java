package dev.belay.controlplane.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.analysis.Latencies.Bucket;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SlownessTest {

  private static final double SHARE = .05;
  private static final Latencies WARM = took(1_000, 200);

  private static final JudgePolicy TO_THE_MILLISECOND =
      JudgePolicy.defaults().withLatency(new JudgePolicy.Latency(1.25, 0, 1.5, 1_000, 200));

  private final Judgement fresh = Judgement.open(TO_THE_MILLISECOND);
  private final Judgement ready =
      fresh.timed(0, Latencies.NONE, stable(1_000), 0, 0).timed(SHARE, WARM, stable(99), 0, 0);

  @Test
  void boundsAreTheTolerantQuantilesOfAThousandEarlierRequestsOfStable() {
    Judgement early = fresh.timed(0, Latencies.NONE, stable(999), 0, 0);
    Judgement bound = early.timed(0, Latencies.NONE, took(1_000, 1), 0, 0);

    assertThat(early.overdueAfter()).isZero();
    assertThat(bound.overdueAfter()).isEqualTo(Duration.ofNanos(2_500_000));
    assertThat(bound.slowness().p95Micros()).isEqualTo(1_250);
    assertThat(bound.slowness().collected()).isEqualTo(Latencies.NONE);
  }

  @Test
  void boundLeavesTheTolerableDelayToFastServices() {
    Judgement fast =
        Judgement.open(JudgePolicy.defaults()).timed(0, Latencies.NONE, took(4_000, 1_000), 0, 0);
    Judgement slow =
        Judgement.open(JudgePolicy.defaults()).timed(0, Latencies.NONE, took(400_000, 1_000), 0, 0);

    assertThat(fast.overdueAfter()).isEqualTo(Duration.ofMillis(54));
    assertThat(slow.overdueAfter()).isEqualTo(Duration.ofMillis(500));
  }

  @Test
  void betsNeitherBeforeThereIsABoundNorOnTheRequestsThatMakeIt() {
    Judgement unbound = fresh.timed(SHARE, took(9_000, 500), stable(999), 0, 0);
    Judgement making = unbound.timed(SHARE, took(9_000, 500), stable(5_000), 0, 0);

    assertThat(making.logE()).isEqualTo(fresh.logE());
    assertThat(making.overdueAfter()).isPositive();
  }

  @Test
  void betsNotBeforeTheCanaryIsWarm() {
    Judgement cold = fresh.timed(0, Latencies.NONE, stable(1_000), 0, 0);

    Judgement warming = cold.timed(SHARE, took(9_000, 200), stable(100), 0, 0);

    assertThat(warming.logE()).isEqualTo(fresh.logE());
    assertThat(warming.timed(SHARE, took(9_000, 1), Latencies.NONE, 0, 0).logE())
        .isGreaterThan(fresh.logE());
  }

  @Test
  void canaryWhoseRequestsAreAllSlowIsFoundInFourLooksAndNamed() {
    Judgement judgement = ready;
    for (int look = 0; look < 4; look++) {
      judgement = judgement.timed(SHARE, took(9_000, 1), stable(19), 0, 0);
    }

    assertThat(judgement.verdict()).isInstanceOf(Verdict.Worse.class);
    assertThat(((Verdict.Worse) judgement.verdict()).metric()).isEqualTo(Metric.LATENCY);
    assertThat(((Verdict.Worse) judgement.verdict()).proven()).isTrue();
  }

  @Test
  void requestsThatHangCountWhenTheyPassTheBound() {
    Judgement judgement = ready;
    for (int look = 0; look < 4; look++) {
      judgement = judgement.timed(SHARE, Latencies.NONE, stable(19), 1, 0);
    }

    assertThat(judgement.verdict()).isInstanceOf(Verdict.Worse.class);
  }

  @Test
  void onePauseOfTheCanaryCountsOnceHoweverManyRequestsItHoldsUp() {
    Judgement one = ready.timed(SHARE, took(9_000, 1), Latencies.NONE, 0, 0);
    Judgement many = ready.timed(SHARE, took(9_000, 400), Latencies.NONE, 0, 0);

    assertThat(many.logE()).isEqualTo(one.logE());
    assertThat(many.verdict()).isInstanceOf(Verdict.KeepLooking.class);
  }

  @Test
  void slownessThatBothShareIsNotTheCanarysFault() {
    Judgement judgement = ready;
    for (int look = 0; look < 50; look++) {
      judgement = judgement.timed(SHARE, took(9_000, 50), took(9_000, 950), 0, 0);
    }

    assertThat(judgement.peak().logE()).isLessThan(1);
  }

  @Test
  void slowdownThatIsToleratedIsNoEvidence() {
    Judgement judgement = ready.timed(SHARE, took(1_250, 1_000), stable(19_000), 0, 0);

    assertThat(judgement.logE()).isLessThanOrEqualTo(fresh.logE());
  }

  @Test
  void boundsFollowStableEveryTenThousandRequests() {
    Judgement slower = ready.timed(SHARE, Latencies.NONE, took(40_000, 10_000), 0, 0);

    assertThat(slower.overdueAfter()).isEqualTo(Duration.ofMillis(50));
  }

  @Test
  void shareOfSlowRequestsThatDoublesIsFoundAndOneThatStaysIsNot() {
    assertThat(looksUntilWorse(.10, 7)).isLessThan(60);
    assertThat(looksUntilWorse(.01, 8)).isEqualTo(3_600);
  }

  /** One look a second at 200 requests a second. */
  private int looksUntilWorse(double slow, long seed) {
    var random = new SplittableRandom(seed);
    Judgement judgement = ready;
    for (int look = 0; look < 3_600; look++) {
      judgement = judgement.timed(SHARE, arm(10, slow, random), arm(190, .01, random), 0, 0);
      judgement = look % 60 == 59 ? judgement.reinvest() : judgement;
      if (judgement.verdict() instanceof Verdict.Worse) {
        return look;
      }
    }
    return 3_600;
  }

  private static Latencies arm(int requests, double slow, SplittableRandom random) {
    int slowRequests = 0;
    for (int i = 0; i < requests; i++) {
      slowRequests += random.nextDouble() < slow ? 1 : 0;
    }
    return new Latencies(
        List.of(new Bucket(1_000, requests - slowRequests), new Bucket(9_000, slowRequests)));
  }

  /** 99 in a hundred below 2 ms, 95 below 1 ms. */
  private static Latencies stable(long requests) {
    long slow = requests / 200;
    return new Latencies(
        List.of(
            new Bucket(1_000, requests - 9 * slow),
            new Bucket(2_000, 8 * slow),
            new Bucket(3_000, slow)));
  }

  private static Latencies took(long belowMicros, long count) {
    return new Latencies(List.of(new Bucket(belowMicros, count)));
  }
}
