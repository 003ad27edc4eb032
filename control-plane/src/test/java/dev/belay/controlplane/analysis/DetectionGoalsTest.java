package dev.belay.controlplane.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How many requests a bad canary fails, and how near that is to the least possible. */
class DetectionGoalsTest {

  private static final int RUNS = Chance.runs(4_000);
  private static final JudgePolicy SHIPPED = JudgePolicy.defaults();
  private static final double SHARE = .05;

  @ParameterizedTest
  @CsvSource({"0.05,0,3,4", "0.05,1e-4,3,4", "0.05,1e-3,3,4", "0.01,0,2,3", "0.01,1e-3,2,3"})
  void deadCanaryFailsFewRequests(double share, double stable, double median, double p95) {
    double[] failed =
        Chance.trials(
            RUNS,
            random -> failedRequests(Judgement.open(SHIPPED), share, 1, stable, random).ofCanary());

    assertThat(Chance.quantile(failed, .5)).isLessThanOrEqualTo(median);
    assertThat(Chance.quantile(failed, .95)).isLessThanOrEqualTo(p95);
  }

  /** A thousand requests a second, of which one in a thousand fails anyway. */
  @Test
  void deadCanaryAmongClientsThatCannotBeToldApartFailsTwoDozen() {
    double[] failed = Chance.trials(RUNS, DetectionGoalsTest::failedInSlices);

    assertThat(Chance.quantile(failed, .5)).isBetween(10.0, 38.0);
  }

  private static double failedInSlices(SplittableRandom random) {
    Judgement judgement = Judgement.open(SHIPPED);
    var slices = new TimeSlices();
    int failed = 0;
    for (long milli = random.nextInt(250);
        judgement.peak().logE() < judgement.threshold();
        milli++) {
      boolean canary = random.nextDouble() < SHARE;
      failed += canary ? 1 : 0;
      if ((canary || random.nextDouble() < .001) && slices.admit(milli)) {
        judgement = judgement.routed(SHARE, new Tally(canary ? 1 : 0, 0, canary ? 0 : 1, 0));
      }
    }
    return failed;
  }

  @ParameterizedTest
  @CsvSource({
    "0,1,1.8", "1e-4,1,1.8", "1e-3,1,1.8", "1e-2,1,1.8",
    "0,.5,1.45", "1e-4,.5,1.45", "1e-3,.5,1.45", "1e-2,.5,1.5",
    "0,.1,1.45", "1e-4,.1,1.45", "1e-3,.1,1.45", "1e-2,.1,1.5",
    "0,.05,1.45", "1e-4,.05,1.45", "1e-3,.05,1.45", "1e-2,.05,1.5",
    "0,.01,1.45", "1e-4,.01,1.45", "1e-3,.01,1.45", "1e-2,.01,1.5"
  })
  void meanIsNearTheLeastThatAnyTestNeeds(double stable, double worseBy, double goal) {
    double canary = Math.min(1, stable + worseBy);
    double[] ratios =
        Chance.trials(
            RUNS,
            random -> canaryRequests(canary, stable, random) / leastCanaryRequests(canary, stable));

    assertThat(Chance.mean(ratios))
        .isLessThanOrEqualTo(goal + 3 * Chance.standardError(ratios))
        .isGreaterThan(1 - 3 * Chance.standardError(ratios));
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, .5, .1})
  void canaryThatFailsAfterAMillionGoodRequestsFailsFew(double canary) {
    double[] failed =
        Chance.trials(RUNS, random -> failedLate(FalseRollbackTest.EVEN, canary, random));

    assertThat(Chance.quantile(failed, .5)).isLessThanOrEqualTo(6);
    assertThat(Chance.quantile(failed, .95)).isLessThanOrEqualTo(8);
  }

  /** It tolerates a quarter more, and other metrics have a share of its capital. */
  @ParameterizedTest
  @ValueSource(doubles = {1, .5, .1})
  void withTheDefaultPolicyItFailsHardlyMore(double canary) {
    double[] failed = Chance.trials(RUNS, random -> failedLate(SHIPPED, canary, random));

    assertThat(Chance.quantile(failed, .5)).isLessThanOrEqualTo(7);
    assertThat(Chance.quantile(failed, .95)).isLessThanOrEqualTo(10);
  }

  @Test
  void withoutTheReserveItWouldFailMany() {
    ToDoubleFunction<SplittableRandom> late =
        random ->
            failedRequests(healthy(SHIPPED, false, random), SHARE, 1, .001, random).ofCanary();

    assertThat(Chance.quantile(Chance.trials(100, late), .5)).isGreaterThan(20);
  }

  /** One in a thousand fails in both arms; 50 sixtieths of the planned time go by. */
  private static double failedLate(JudgePolicy policy, double canary, SplittableRandom random) {
    return failedRequests(healthy(policy, true, random), SHARE, canary, .001, random).ofCanary();
  }

  private static Judgement healthy(JudgePolicy policy, boolean reinvests, SplittableRandom random) {
    Judgement judgement = Judgement.open(policy);
    for (int sixtieth = 0; sixtieth < 50; sixtieth++) {
      long errors = Chance.binomial(20_000, .001, random);
      long ofCanary = Chance.binomial(errors, SHARE, random);
      judgement = judgement.routed(SHARE, new Tally(ofCanary, 0, errors - ofCanary, 0));
      judgement = reinvests ? judgement.reinvest() : judgement;
    }
    return judgement;
  }

  /** Errors until the verdict. */
  private record Errors(long ofCanary, long ofStable) {}

  /** Each error is the canary's by lot; the evidence is highest after an error of the canary. */
  private static Errors failedRequests(
      Judgement judgement, double share, double canary, double stable, SplittableRandom random) {
    double ofErrors = share * canary / (share * canary + (1 - share) * stable);
    long failed = 0;
    long failedByStable = 0;
    while (judgement.peak().logE() < judgement.threshold()) {
      long before = Chance.failures(ofErrors, random);
      judgement = judgement.routed(share, new Tally(1, 0, before, 0));
      failed++;
      failedByStable += before;
    }
    return new Errors(failed, failedByStable);
  }

  /** By Wald's identity, what the errors until the verdict stand for on average. */
  private static double canaryRequests(double canary, double stable, SplittableRandom random) {
    Judgement judgement = Judgement.open(FalseRollbackTest.EVEN);
    Errors errors = failedRequests(judgement, SHARE, canary, stable, random);
    double errorRate = SHARE * canary + (1 - SHARE) * stable;
    return SHARE * (errors.ofCanary() + errors.ofStable()) / errorRate;
  }

  /**
   * The least mean number of the canary's requests of any test that takes back a canary as good as
   * stable with a probability of at most 0.001 (Wald): {@code ln 1000} by the information in one
   * request of the canary and those of stable beside it.
   */
  private static double leastCanaryRequests(double canary, double stable) {
    double both = SHARE * canary + (1 - SHARE) * stable;
    return Math.log(1_000)
        / (divergence(canary, both) + (1 - SHARE) / SHARE * divergence(stable, both));
  }

  /** Kullback and Leibler's, of two error rates. */
  private static double divergence(double rate, double from) {
    return term(rate, from) + term(1 - rate, 1 - from);
  }

  private static double term(double rate, double from) {
    return rate == 0 ? 0 : rate * Math.log(rate / from);
  }
}
