package dev.belay.controlplane.analysis;

/**
 * Whether the weights are honoured: a split test on all requests instead of on errors, once for
 * "the canary gets more than it should" and once for "less". It allows for shares that are off by a
 * fifth, as the test on errors does; a test for the exact share would fire at harmless drifts.
 *
 * <p>Feed it with requests by the arm they were <em>routed</em> to. Counts of ended requests will
 * do where both arms answer alike fast: an arm that is slow to answer seems to get too few.
 *
 * @param more evidence that the canary gets more than its share
 * @param less evidence that it gets less
 * @param broken whether there ever was enough evidence of either
 */
public record ShareGuard(Mixture more, Mixture less, boolean broken) {

  /** The largest probability of a false alarm over a whole rollout, for both directions. */
  static final double ALPHA = 1e-4;

  private static final SplitTest TEST = new SplitTest(1.25);
  private static final double HALF = .5;
  private static final double RESERVE = .2;

  static ShareGuard open() {
    Mixture half = Mixture.open(TEST, HALF, RESERVE);
    return new ShareGuard(half, half, false);
  }

  /** A share of 0 or 1 leaves nothing to compare. */
  ShareGuard routed(double canaryShare, long canary, long stable) {
    if (canaryShare <= 0 || canaryShare >= 1 || canary + stable == 0) {
      return this;
    }
    Mixture nextMore = more.fold(TEST, canaryShare, new Tally(canary, 0, stable, 0));
    Mixture nextLess = less.fold(TEST, 1 - canaryShare, new Tally(stable, 0, canary, 0));
    double logE = LogSum.of(nextMore.logE(), nextLess.logE());
    return new ShareGuard(nextMore, nextLess, broken || logE >= -Math.log(ALPHA));
  }

  /** Puts a part of the reserve to work, so that a share that goes wrong late is noticed. */
  ShareGuard reinvest(double partOfReserve) {
    return new ShareGuard(
        more.invest(TEST, partOfReserve), less.invest(TEST, partOfReserve), broken);
  }
}
