package dev.belay.controlplane.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * How often a canary that is not worse is taken back, by simulation. Only errors are drawn:
 * stable's errors in a row and the canary's next one make one look, at whose end the evidence is
 * highest.
 */
@Execution(ExecutionMode.CONCURRENT)
class FalseRollbackTest {

  private static final int RUNS = Chance.runs(20_000);
  private static final double[] ALPHAS = {.01, .001};

  /** All of the capital on errors, nothing tolerated: nowhere are false rollbacks more frequent. */
  static final JudgePolicy EVEN = onErrors(1);

  private static final JudgePolicy TOLERANT = onErrors(1.25);

  /** Errors of the canary in a million requests, 1 % of which fail and 5 % are the canary's. */
  private static final int LOOKS = 500;

  @Test
  void sameErrorRateInBothArmsIsRarelyTakenForWorse() {
    assertRare(random -> healthy(Judgement.open(EVEN), .05, .05, LOOKS, random));
  }

  @Test
  void canaryAsBadAsIsJustToleratedIsRarelyTakenForWorse() {
    double share = .1;
    double ofErrors = share * 1.25 / (1 - share + share * 1.25);

    assertRare(random -> healthy(Judgement.open(TOLERANT), share, ofErrors, LOOKS, random));
  }

  @Test
  void evenSplitIsRarelyTakenForWorse() {
    assertRare(random -> healthy(Judgement.open(EVEN), .5, .5, 100, random));
  }

  @Test
  void routerThatGivesTheCanaryAFifthTooMuchIsForgiven() {
    assertRare(random -> healthy(Judgement.open(TOLERANT), .05, .06, LOOKS, random));
  }

  @Test
  void weightedTurnsInsteadOfLotsAreRarelyTakenForWorse() {
    assertRare(random -> inTurns(.01, 20_000, random));
    assertRare(Chance.runs(4_000), random -> inTurns(.3, 2_000, random));
  }

  @Test
  void outagesThatBothArmsShareAreRarelyTakenForWorse() {
    assertRare(FalseRollbackTest::outages);
  }

  @Test
  void objectiveThatIsJustMetIsRarelyTakenForBroken() {
    assertRare(FalseRollbackTest::justWithinTheObjective);
  }

  @Test
  void refusalsThatAreJustToleratedAreRarelyTakenForWorse() {
    assertRare(Chance.runs(10_000), FalseRollbackTest::justToleratedRefusals);
  }

  @Test
  void slownessThatComesAndGoesInBothArmsIsRarelyTakenForWorse() {
    assertRare(Chance.runs(5_000), FalseRollbackTest::changingLoad);
  }

  @Test
  void probesThatFailAsOftenInBothArmsAreRarelyTakenForWorse() {
    assertRare(FalseRollbackTest::shakyProbes);
  }

  @Test
  void weightsThatGoUpAndDownMisleadOnlyWhoTagsRequestsAtTheirEnd() {
    assertRare(random -> backAndForth(random, true));

    double[] mutant = Chance.trials(RUNS / 2, random -> backAndForth(random, false));
    assertThat(Chance.share(mutant, Math.log(100))).isGreaterThan(.1);
  }

  @Test
  void canaryWorseThanToleratedIsFoundNearlyAlways() {
    double[] peaks =
        Chance.trials(1_000, random -> healthy(Judgement.open(EVEN), .05, .5, 60, random));

    assertThat(Chance.share(peaks, Math.log(1_000))).isGreaterThan(.99);
  }

  /** Each error is the canary's with the same probability; the reserve is invested on the way. */
  private static double healthy(
      Judgement judgement, double share, double ofErrors, int looks, SplittableRandom random) {
    for (int look = 0; look < looks && judgement.peak().logE() < judgement.threshold(); look++) {
      judgement = judgement.routed(share, new Tally(1, 0, failures(ofErrors, random), 0));
      judgement = look % Math.max(2, looks / 60) == 0 ? judgement.reinvest() : judgement;
    }
    return judgement.peak().logE();
  }

  @Test
  void probesOfACanaryAloneThatFailAsOftenAsTheyMayAreRarelyTakenForWorse() {
    assertRare(Chance.runs(10_000), FalseRollbackTest::probesAlone);
  }

  @Test
  void shareThatIsOffByAFifthRarelyAlarms() {
    int runs = Chance.runs(10_000);
    double[] alarms = Chance.trials(runs, random -> alarms(.06, random));

    assertThat(Chance.share(alarms, 1)).isLessThanOrEqualTo(Chance.upTo(ShareGuard.ALPHA, runs));
    assertThat(Chance.share(Chance.trials(100, random -> alarms(.1, random)), 1)).isEqualTo(1);
  }

  private static double alarms(double actual, SplittableRandom random) {
    ShareGuard guard = ShareGuard.open();
    for (int look = 0; look < 60; look++) {
      long canary = Chance.binomial(500, actual, random);
      guard = guard.routed(.05, canary, 500 - canary).reinvest(Reserve.onSchedule(look));
    }
    return guard.broken() ? 1 : 0;
  }

  private static double probesAlone(SplittableRandom random) {
    Judgement judgement = Judgement.openAlone(only(new JudgePolicy.Budget(0, 0, 1, 0, 0), 1.25));
    for (int probe = 0; probe < 360; probe++) {
      long failed = Chance.binomial(1, .05, random);
      judgement = judgement.probed(Tally.ofCanary(failed, 1 - failed));
    }
    return judgement.peak().logE();
  }

  /** Every twentieth request is the canary's. */
  private static double inTurns(double errorRate, int turns, SplittableRandom random) {
    Judgement judgement = Judgement.open(EVEN);
    long ofStable = 0;
    for (long turn = Chance.failures(errorRate, random); turn < turns; ) {
      long next = 1 + Chance.failures(errorRate, random);
      ofStable = Chance.binomial(19 * next, errorRate, random);
      judgement = judgement.routed(.05, new Tally(1, 0, ofStable, 0));
      turn += next;
    }
    return judgement.peak().logE();
  }

  /**
   * 5 % of stable's requests are refused, and 1.25 times as many and one in a hundred more here.
   */
  private static double justToleratedRefusals(SplittableRandom random) {
    Judgement judgement = Judgement.open(only(new JudgePolicy.Budget(0, 0, 0, 1, 0), 1.25));
    for (int look = 0; look < 300; look++) {
      long canary = Chance.binomial(100, .1, random);
      long refused = Chance.binomial(canary, .0725, random);
      long refusedByStable = Chance.binomial(100 - canary, .05, random);
      judgement =
          judgement.routed(
              .1,
              Answers.of(canary - refused, refused, 0),
              Answers.of(100 - canary - refusedByStable, refusedByStable, 0));
      judgement = look % 5 == 0 ? judgement.reinvest() : judgement;
    }
    return judgement.peak().logE();
  }

  /** Slow requests become up to tens of times as frequent and rare again, slowly. */
  private static double changingLoad(SplittableRandom random) {
    Judgement judgement = Judgement.open(only(new JudgePolicy.Budget(0, 1, 0, 0, 0), 1.25));
    double load = 0;
    for (int look = 0; look < 400; look++) {
      load = .98 * load + .3 * (random.nextDouble() + random.nextDouble() - 1);
      double slow = Math.min(1, .01 * Math.exp(2 * load));
      long canary = Chance.binomial(100, .05, random) + (look == 20 ? 300 : 0);
      judgement = judgement.timed(.05, took(canary, slow, random), took(95, slow, random), 0, 0);
      judgement = look % 7 == 0 ? judgement.reinvest() : judgement;
    }
    return judgement.peak().logE();
  }

  private static Latencies took(long requests, double slow, SplittableRandom random) {
    long slowRequests = Chance.binomial(requests, slow, random);
    return new Latencies(
        List.of(
            new Latencies.Bucket(100_000, requests - slowRequests),
            new Latencies.Bucket(900_000, slowRequests)));
  }

  private static double shakyProbes(SplittableRandom random) {
    Judgement judgement = Judgement.open(only(new JudgePolicy.Budget(0, 0, 1, 0, 0), 1.25));
    for (int look = 0; look < 100; look++) {
      long canary = Chance.binomial(1, .3, random);
      long stable = Chance.binomial(2, .3, random);
      judgement = judgement.probed(new Tally(canary, 1 - canary, stable, 2 - stable));
    }
    return judgement.peak().logE();
  }

  /** Quiet times with single errors, then half of all requests fail at once, read as a batch. */
  private static double outages(SplittableRandom random) {
    Judgement judgement = Judgement.open(EVEN);
    for (int outage = 0; outage < 20; outage++) {
      judgement = judgement.routed(.1, new Tally(1, 0, failures(.1, random), 0));
      judgement = judgement.routed(.1, errors(100, .1, random)).reinvest();
    }
    return judgement.peak().logE();
  }

  private static double justWithinTheObjective(SplittableRandom random) {
    Judgement judgement = Judgement.openAlone(JudgePolicy.defaults());
    for (int look = 0; look < 80; look++) {
      judgement = judgement.routed(1, Tally.ofCanary(1, failures(.01, random)));
    }
    return judgement.peak().logE();
  }

  /** Ten errors of each phase were routed before its weight was in force. */
  private static double backAndForth(SplittableRandom random, boolean taggedAtRouting) {
    Judgement judgement = Judgement.open(JudgePolicy.defaults());
    double before = .05;
    for (double now : new double[] {.05, .25, .5, .05, .5, .05, .5, .05}) {
      judgement =
          judgement
              .reinvest()
              .routed(taggedAtRouting ? before : now, errors(10, before, random))
              .routed(now, errors(10, now, random));
      before = now;
    }
    return judgement.peak().logE();
  }

  private static Tally errors(int count, double ofErrors, SplittableRandom random) {
    int canary = 0;
    for (int i = 0; i < count; i++) {
      canary += random.nextDouble() < ofErrors ? 1 : 0;
    }
    return new Tally(canary, 0, count - canary, 0);
  }

  private static long failures(double probability, SplittableRandom random) {
    return Chance.failures(probability, random);
  }

  private static void assertRare(ToDoubleFunction<SplittableRandom> run) {
    assertRare(RUNS, run);
  }

  private static void assertRare(int runs, ToDoubleFunction<SplittableRandom> run) {
    double[] peaks = Chance.trials(runs, run);
    for (double alpha : ALPHAS) {
      assertThat(Chance.share(peaks, -Math.log(alpha)))
          .as("false rollbacks at alpha %s", alpha)
          .isLessThanOrEqualTo(Chance.upTo(alpha, runs));
    }
  }

  private static JudgePolicy onErrors(double toleratedRatio) {
    return only(new JudgePolicy.Budget(1, 0, 0, 0, 0), toleratedRatio);
  }

  private static JudgePolicy only(JudgePolicy.Budget budget, double toleratedRatio) {
    JudgePolicy standard = JudgePolicy.defaults();
    return new JudgePolicy(
        .001,
        toleratedRatio,
        .01,
        0,
        standard.latency(),
        standard.refusals(),
        standard.promotion(),
        budget);
  }
}
