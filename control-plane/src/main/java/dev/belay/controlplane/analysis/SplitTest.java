package dev.belay.controlplane.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Null hypothesis: at every moment the canary's error rate is at most {@code toleratedRatio} times
 * stable's. Given that a request failed, it was then the canary's with a probability of at most
 * {@code θ₀ = w·r₀ / (1 - w + w·r₀)}, whatever the rates are and however they move; so each error
 * is a toss of a biased coin, and successes say nothing (Lindon and Malek, NeurIPS 2022,
 * one-sided).
 */
record SplitTest(double toleratedRatio) implements SequentialTest {

  /** How much worse than tolerated each bet takes the canary to be. */
  private static final double[] EXCESS = {1e4, 100, 30, 10, 5, 3, 2};

  private static final double[] LOG_EXCESS = Arrays.stream(EXCESS).map(Math::log).toArray();
  private static final List<Double> LOG_PRIOR =
      SequentialTest.logarithms(.30, .20, .15, .10, .10, .10, .05);

  @Override
  public List<Double> logPrior() {
    return LOG_PRIOR;
  }

  @Override
  public List<Bet> bets(double canaryShare) {
    double w = SequentialTest.clamp(canaryShare);
    double tolerated = 1 - w + w * toleratedRatio;
    var bets = new ArrayList<Bet>(EXCESS.length);
    for (int i = 0; i < EXCESS.length; i++) {
      double logStableError = Math.log(tolerated / (1 - w + w * toleratedRatio * EXCESS[i]));
      bets.add(new Bet(LOG_EXCESS[i] + logStableError, 0, logStableError, 0));
    }
    return bets;
  }

  @Override
  public boolean ignores(Tally tally) {
    return !tally.hasErrors();
  }
}
