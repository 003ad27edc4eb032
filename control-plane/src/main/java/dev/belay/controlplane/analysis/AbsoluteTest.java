package dev.belay.controlplane.analysis;

import java.util.ArrayList;
import java.util.List;

/**
 * Null hypothesis: at every moment the canary's error rate is at most {@code tolerated}. It needs
 * no stable beside the canary and cannot tell the canary's fault from one that stable would share.
 *
 * @param rates the error rates that the bets take the canary to have, all above {@code tolerated},
 *     or all below it where the hypothesis is the contrary
 */
record AbsoluteTest(double tolerated, List<Double> rates, List<Double> logPrior)
    implements SequentialTest {

  private static final double DEAD = .999;
  private static final double DEAD_WEIGHT = .3;
  private static final double[] MULTIPLES = {50, 20, 10, 5, 3, 2};
  private static final double[] WEIGHTS = {.2, .1, .15, .15, .05, .05};
  private static final double LARGEST_MULTIPLE = .5;
  private static final double TOLERATED_PROBE_FAILURES = .05;

  /** With the default grid: nearly dead, and 2 to 50 times the tolerated rate up to a half. */
  static AbsoluteTest of(double tolerated) {
    var rates = new ArrayList<Double>(List.of(DEAD));
    var weights = new ArrayList<Double>(List.of(DEAD_WEIGHT));
    double last = DEAD;
    for (int i = 0; i < MULTIPLES.length; i++) {
      double rate = Math.min(LARGEST_MULTIPLE, tolerated * MULTIPLES[i]);
      if (rate > tolerated && rate < last) {
        rates.add(rate);
        weights.add(WEIGHTS[i]);
        last = rate;
      }
    }
    return of(tolerated, rates, weights);
  }

  /**
   * For probes of a revision that has no other beside it: up to one in twenty may fail. Three
   * failures in a row are the probe's own business; this finds what flaps.
   */
  static AbsoluteTest flapping() {
    return of(TOLERATED_PROBE_FAILURES, List.of(.2, .5, .9), List.of(.3, .4, .3));
  }

  /**
   * The other way round, for a proof of health where there is nothing to compare with: null
   * hypothesis is an error rate of at least {@code objective}, and the bets are on less.
   */
  static AbsoluteTest kept(double objective) {
    return of(
        objective, List.of(objective / 50, objective / 5, objective / 2), List.of(.4, .3, .3));
  }

  /** The weights need not sum to 1. */
  static AbsoluteTest of(double tolerated, List<Double> rates, List<Double> weights) {
    double sum = 0;
    for (double weight : weights) {
      sum += weight;
    }
    var logPrior = new ArrayList<Double>(weights.size());
    for (double weight : weights) {
      logPrior.add(Math.log(weight / sum));
    }
    return new AbsoluteTest(tolerated, rates, logPrior);
  }

  @Override
  public List<Bet> bets(double canaryShare) {
    var bets = new ArrayList<Bet>(rates.size());
    for (double rate : rates) {
      bets.add(new Bet(Math.log(rate / tolerated), Math.log((1 - rate) / (1 - tolerated)), 0, 0));
    }
    return bets;
  }

  @Override
  public boolean ignores(Tally tally) {
    return !tally.hasCanary();
  }
}
