package dev.belay.controlplane.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * A gambler's capital: stakes that grow and shrink with each request, and a reserve that does not
 * bet. While the null hypothesis holds, the whole cannot grow on average, so that by Ville's
 * inequality it reaches {@code 1/α} times what it began with, ever, with a probability of at most
 * {@code α}, however often one looks.
 *
 * @param logReserve natural logarithm of what is not invested
 * @param logStakes natural logarithm of each bet's stake
 */
public record Mixture(double logReserve, List<Double> logStakes) {

  /** Nothing at all, which no bet can change. */
  static final Mixture NONE = new Mixture(Double.NEGATIVE_INFINITY, List.of());

  public Mixture {
    logStakes = List.copyOf(logStakes);
    check(logReserve);
    logStakes.forEach(Mixture::check);
  }

  private static void check(double logAmount) {
    if (Double.isNaN(logAmount) || logAmount == Double.POSITIVE_INFINITY) {
      throw new IllegalArgumentException("Not the logarithm of an amount: " + logAmount);
    }
  }

  static Mixture open(SequentialTest test, double capital, double reserve) {
    double logInvested = Math.log(capital) + Math.log1p(-reserve);
    return new Mixture(
        Math.log(capital) + Math.log(reserve),
        test.logPrior().stream().map(logShare -> logInvested + logShare).toList());
  }

  /** Requests that were routed to the canary with this probability and have ended since. */
  Mixture fold(SequentialTest test, double canaryShare, Tally tally) {
    return test.ignores(tally) ? this : grow(test.bets(canaryShare), bet -> bet.logGrowth(tally));
  }

  /**
   * As if only one of these errors had been counted, drawn by lot: for errors that may have one
   * cause. The average over the lots is what a stake is multiplied by, and is legal wherever each
   * lot is. Only for bets that leave successes alone.
   */
  Mixture foldAsOne(SequentialTest test, double canaryShare, long canaryErrors, long stableErrors) {
    return canaryErrors + stableErrors == 0
        ? this
        : grow(test.bets(canaryShare), bet -> bet.logGrowthOfOne(canaryErrors, stableErrors));
  }

  private Mixture grow(List<Bet> bets, ToDoubleFunction<Bet> logGrowth) {
    if (logStakes.isEmpty()) {
      return this;
    }
    var next = new ArrayList<Double>(bets.size());
    for (int i = 0; i < bets.size(); i++) {
      next.add(logStakes.get(i) + logGrowth.applyAsDouble(bets.get(i)));
    }
    return new Mixture(logReserve, next);
  }

  /**
   * Puts part of the reserve on every bet afresh. Old stakes may have been lost to a long time in
   * which nothing was wrong; the fresh ones have not. The capital stays the same, and so does the
   * bound, as long as when to invest is decided without knowing requests yet to be folded.
   */
  Mixture invest(SequentialTest test, double partOfReserve) {
    if (logStakes.isEmpty()) {
      return this;
    }
    double logFresh = logReserve + Math.log(partOfReserve);
    List<Double> logPrior = test.logPrior();
    var next = new ArrayList<Double>(logStakes.size());
    for (int i = 0; i < logStakes.size(); i++) {
      next.add(LogSum.of(logStakes.get(i), logFresh + logPrior.get(i)));
    }
    return new Mixture(logReserve + Math.log1p(-partOfReserve), next);
  }

  /** Natural logarithm of the capital: the evidence against the null hypothesis. */
  double logE() {
    return LogSum.of(logReserve, logStakes);
  }

  /** Whether there is more capital than there was. */
  boolean isMoreThan(Mixture before) {
    return this != before && logE() > before.logE();
  }
}
