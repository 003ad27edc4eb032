package dev.belay.controlplane.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a bet multiplies its stake by on average is linear in the two error rates, so that it is
 * greatest at a vertex of the null hypothesis, a polygon.
 */
class LegalBetsTest {

  private static final double SLACK = 1e-12;

  private record Rates(double canary, double stable) {}

  @ParameterizedTest
  @ValueSource(doubles = {1, 1.25, 1.5, 2, 10})
  void splitTestCannotGrowWhileTheCanaryIsTolerable(double ratio) {
    var hypothesis =
        List.of(new Rates(0, 0), new Rates(0, 1), new Rates(1, 1), new Rates(1, 1 / ratio));

    assertThat(worstExcess(new SplitTest(ratio), w -> hypothesis)).isLessThanOrEqualTo(SLACK);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-6, 1e-4, .01, .05, .2, .3, .499, .5})
  void absoluteTestCannotGrowWhileTheObjectiveHolds(double tolerated) {
    var hypothesis =
        Stream.of(0.0, 1.0)
            .flatMap(stable -> Stream.of(new Rates(0, stable), new Rates(tolerated, stable)))
            .toList();

    assertThat(worstExcess(AbsoluteTest.of(tolerated), w -> hypothesis)).isLessThanOrEqualTo(SLACK);
  }

  @ParameterizedTest
  @CsvSource({"1,0", "1.25,.005", "1.5,.0005", "2,.01", "1,.2"})
  void marginTestCannotGrowWhileTheCanaryIsTolerable(double ratio, double floor) {
    var hypothesis =
        List.of(
            new Rates(0, 0),
            new Rates(0, 1),
            new Rates(floor, 0),
            new Rates(1, 1),
            new Rates(1, (1 - floor) / ratio));

    assertThat(worstExcess(new MarginTest(ratio, floor), w -> hypothesis))
        .isLessThanOrEqualTo(SLACK);
  }

  @ParameterizedTest
  @ValueSource(doubles = {.0001, .005, .01, .1, .5})
  void promotionTestCannotGrowWhileTheCanaryIsHarmful(double harm) {
    var hypothesis = List.of(new Rates(harm, 0), new Rates(1, 0), new Rates(1, 1 - harm));

    assertThat(worstExcess(new PromotionTest(harm), w -> hypothesis)).isLessThanOrEqualTo(SLACK);
  }

  @Test
  void flappingTestCannotGrowWhileOneProbeInTwentyFails() {
    var hypothesis =
        List.of(new Rates(0, 0), new Rates(0, 1), new Rates(.05, 0), new Rates(.05, 1));

    assertThat(worstExcess(AbsoluteTest.flapping(), w -> hypothesis)).isLessThanOrEqualTo(SLACK);
  }

  @Test
  void noFactorOfAnyTestIsOutOfRangeAtTheLeastAndTheLargestShare() {
    for (SequentialTest test :
        List.of(
            new SplitTest(1),
            new MarginTest(1.25, .005),
            new PromotionTest(.005),
            AbsoluteTest.flapping())) {
      for (double share : new double[] {0, 1e-9, 1e-6, 1 - 1e-6, 1}) {
        for (Bet bet : test.bets(share)) {
          assertThat(
                  List.of(
                      bet.canaryError(),
                      bet.canarySuccess(),
                      bet.stableError(),
                      bet.stableSuccess()))
              .as("%s at %s", test, share)
              .allMatch(Double::isFinite);
        }
      }
    }
  }

  @Test
  void checkNoticesAnIllegalBet() {
    SequentialTest greedy = new SplitTest(1);
    var widerHypothesis = List.of(new Rates(1, 1 / 1.01));

    assertThat(worstExcess(greedy, w -> widerHypothesis)).isGreaterThan(1e-3);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1e-6, .001, .01, .05, .02, .3, .4, .5})
  void priorOfTheAbsoluteTestSumsToOneAndItsRatesAreDistinct(double tolerated) {
    AbsoluteTest test = AbsoluteTest.of(tolerated);

    assertThat(test.logPrior().stream().mapToDouble(Math::exp).sum())
        .isCloseTo(1, org.assertj.core.api.Assertions.within(1e-12));
    assertThat(test.rates()).doesNotHaveDuplicates().allMatch(rate -> rate > tolerated);
    assertThat(test.logPrior()).hasSameSizeAs(test.rates());
  }

  private static double worstExcess(SequentialTest test, Function<Double, List<Rates>> hypothesis) {
    double worst = Double.NEGATIVE_INFINITY;
    for (int thousandth = 1; thousandth < 1000; thousandth++) {
      double w = thousandth / 1000.0;
      for (Bet bet : test.bets(w)) {
        for (Rates rates : hypothesis.apply(w)) {
          worst = Math.max(worst, average(bet, w, rates) - 1);
        }
      }
    }
    return worst;
  }

  private static double average(Bet bet, double w, Rates rates) {
    double canary =
        rates.canary() * Math.exp(bet.canaryError())
            + (1 - rates.canary()) * Math.exp(bet.canarySuccess());
    double stable =
        rates.stable() * Math.exp(bet.stableError())
            + (1 - rates.stable()) * Math.exp(bet.stableSuccess());
    return w * canary + (1 - w) * stable;
  }
}
