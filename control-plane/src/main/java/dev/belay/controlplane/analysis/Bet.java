package dev.belay.controlplane.analysis;

/**
 * One wager on the next request: the natural logarithm of what it multiplies its stake by at each
 * outcome. It is legal if the stake cannot grow on average while the null hypothesis holds; the
 * tests check that at the hypothesis' vertices.
 */
record Bet(double canaryError, double canarySuccess, double stableError, double stableSuccess) {

  /** The order of the requests does not matter: their factors multiply. */
  double logGrowth(Tally tally) {
    return tally.canaryErrors() * canaryError
        + tally.canarySuccesses() * canarySuccess
        + tally.stableErrors() * stableError
        + tally.stableSuccesses() * stableSuccess;
  }

  /** One error, drawn by lot from these. */
  double logGrowthOfOne(long canaryErrors, long stableErrors) {
    double ofCanary = canaryErrors / ((double) canaryErrors + stableErrors);
    return Math.log(ofCanary * Math.exp(canaryError) + (1 - ofCanary) * Math.exp(stableError));
  }
}
