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
}
