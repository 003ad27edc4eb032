package dev.belay.controlplane.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

/**
 * How often a canary that is not worse is taken back, by simulation. Only errors are drawn:
 * stable's errors in a row and the canary's next one make one look, at whose end the evidence is
 * highest.
 */
class FalseRollbackTest {

  private static final int RUNS = 20_000;
  private static final double[] ALPHAS = {.01, .001};
  private static final JudgePolicy EVEN = new JudgePolicy(.001, 1, .01);

  @Test
  void sameErrorRateInBothArmsIsRarelyTakenForWorse() {
    assertRare(random -> healthy(Judgement.open(EVEN), .05, .05, 60, random));
  }

  @Test
  void canaryAsBadAsIsJustToleratedIsRarelyTakenForWorse() {
    double share = .1;
    double ofErrors = share * 1.25 / (1 - share + share * 1.25);

    assertRare(
        random -> healthy(Judgement.open(JudgePolicy.defaults()), share, ofErrors, 60, random));
  }

  @Test
  void evenSplitIsRarelyTakenForWorse() {
    assertRare(random -> healthy(Judgement.open(EVEN), .5, .5, 100, random));
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
  void weightsThatGoUpAndDownMisleadOnlyWhoTagsRequestsAtTheirEnd() {
    assertRare(random -> backAndForth(random, true));

    assertThat(share(.01, runs(RUNS / 10, random -> backAndForth(random, false))))
        .isGreaterThan(.1);
  }

  @Test
  void canaryWorseThanToleratedIsFoundNearlyAlways() {
    double[] peaks = runs(1_000, random -> healthy(Judgement.open(EVEN), .05, .5, 60, random));

    assertThat(share(.001, peaks)).isGreaterThan(.99);
  }

  /** Each error is the canary's with the same probability; the reserve is invested on the way. */
  private static double healthy(
      Judgement judgement, double share, double ofErrors, int looks, SplittableRandom random) {
    for (int look = 0; look < looks && judgement.peak().logE() < judgement.threshold(); look++) {
      judgement = judgement.routed(share, new Tally(1, 0, failures(ofErrors, random), 0));
      judgement = look % 2 == 0 ? judgement.reinvest() : judgement;
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

  /** How often something else happens before what has this probability. */
  private static long failures(double probability, SplittableRandom random) {
    return (long) (Math.log1p(-random.nextDouble()) / Math.log1p(-probability));
  }

  private static void assertRare(ToDoubleFunction<SplittableRandom> run) {
    double[] peaks = runs(RUNS, run);
    for (double alpha : ALPHAS) {
      double standardError = Math.sqrt(alpha * (1 - alpha) / peaks.length);
      assertThat(share(alpha, peaks))
          .as("false rollbacks at alpha %s", alpha)
          .isLessThanOrEqualTo(alpha + 3 * standardError);
    }
  }

  private static double[] runs(int runs, ToDoubleFunction<SplittableRandom> run) {
    var seeds = new SplittableRandom(20_261_122);
    double[] peaks = new double[runs];
    for (int i = 0; i < runs; i++) {
      peaks[i] = run.applyAsDouble(seeds.split());
    }
    return peaks;
  }

  private static double share(double alpha, double[] peaks) {
    return Arrays.stream(peaks).filter(peak -> peak >= -Math.log(alpha)).count()
        / (double) peaks.length;
  }
}
