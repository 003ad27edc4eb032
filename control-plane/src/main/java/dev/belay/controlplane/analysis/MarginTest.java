package dev.belay.controlplane.analysis;

import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Null hypothesis: at every moment the canary's rate is at most {@code toleratedRatio} times
 * stable's plus {@code floor}. For what happens now and then in any case, so that "never" in stable
 * and "once in 10,000" in the canary is not worse; for that, successes must bet too, and the price
 * is that they cost a little.
 *
 * <p>Valid whatever the rates are and however they move: with Y for "it happened", routing at
 * random makes {@code E[1{canary}·Y/w - r₀·1{stable}·Y/(1-w) - d]} the difference of the rates that
 * the hypothesis says is at most 0, and each bet stakes a part of what may be staked on it.
 *
 * @param floor as a share of requests, 0 to 1
 */
record MarginTest(double toleratedRatio, double floor) implements SequentialTest {

  /** Parts of the largest stake that cannot be lost to less than nothing. */
  private static final double[] PARTS = {.999, .9, .7, .45, .25, .12, .05, .02};

  private static final List<Double> LOG_PRIOR =
      SequentialTest.logarithms(.2, .2, .15, .15, .1, .1, .05, .05);

  @Override
  public List<Double> logPrior() {
    return LOG_PRIOR;
  }

  @Override
  public List<Bet> bets(double canaryShare) {
    double w = SequentialTest.clamp(canaryShare);
    double largest = 1 / (toleratedRatio / (1 - w) + floor);
    return DoubleStream.of(PARTS).mapToObj(part -> bet(part * largest, w)).toList();
  }

  private Bet bet(double stake, double w) {
    double otherwise = Math.log1p(-stake * floor);
    double inStable = Math.log1p(-stake * (toleratedRatio / (1 - w) + floor));
    return new Bet(Math.log1p(stake * (1 / w - floor)), otherwise, inStable, otherwise);
  }
}
