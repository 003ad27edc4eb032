package dev.belay.controlplane.analysis;

import java.util.Collections;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Null hypothesis: the canary is harmful, its rate is at least {@code harm} above stable's at every
 * moment. The bets are those of {@link MarginTest} the other way round, so that evidence against
 * this is evidence of health: successes of either arm and errors of stable raise it, errors of the
 * canary lower it.
 *
 * @param harm as a share of requests, above 0, at most 0.5
 */
record PromotionTest(double harm) implements SequentialTest {

  private static final double[] PARTS = {.95, .7, .4, .2, .1, .05};

  private static final List<Double> LOG_PRIOR =
      Collections.nCopies(PARTS.length, -Math.log(PARTS.length));

  @Override
  public List<Double> logPrior() {
    return LOG_PRIOR;
  }

  @Override
  public List<Bet> bets(double canaryShare) {
    double w = SequentialTest.clamp(canaryShare);
    double largest = 1 / (1 / w - harm);
    return DoubleStream.of(PARTS).mapToObj(part -> bet(part * largest, w)).toList();
  }

  private Bet bet(double stake, double w) {
    double success = Math.log1p(stake * harm);
    double inStable = Math.log1p(stake * (1 / (1 - w) + harm));
    return new Bet(Math.log1p(-stake * (1 / w - harm)), success, inStable, success);
  }
}
