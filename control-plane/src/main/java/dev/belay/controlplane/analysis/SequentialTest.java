package dev.belay.controlplane.analysis;

import java.util.Arrays;
import java.util.List;

/** A null hypothesis and the bets against it; the engine that keeps the stakes is the same. */
interface SequentialTest {

  /** The logarithm of each bet's share of what is invested. */
  List<Double> logPrior();

  /**
   * The bets on a request that was routed to the canary with this probability, in the order of
   * {@link #logPrior()}.
   */
  List<Bet> bets(double canaryShare);

  /** Whether these requests leave every stake as it is, so that no bet need be computed. */
  default boolean ignores(Tally tally) {
    return tally.equals(NOTHING);
  }

  Tally NOTHING = new Tally(0, 0, 0, 0);

  /** Nearer to 0 or 1 a coin is so biased that its factors leave the range of doubles. */
  double LEAST_SHARE = 1e-6;

  static double clamp(double canaryShare) {
    return Math.clamp(canaryShare, LEAST_SHARE, 1 - LEAST_SHARE);
  }

  static List<Double> logarithms(double... shares) {
    return Arrays.stream(shares).mapToObj(Math::log).toList();
  }
}
