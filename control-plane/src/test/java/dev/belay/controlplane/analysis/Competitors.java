package dev.belay.controlplane.analysis;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Tests of others and of the literature: not the product's, but the engine must agree with them.
 */
final class Competitors {

  private Competitors() {}

  /** Canary at most as bad as stable, with the evidence of successes: triples of qc, qs, prior. */
  record Label(List<Double> triples) implements SequentialTest {

    @Override
    public List<Double> logPrior() {
      double sum = atoms().mapToDouble(i -> triples.get(i + 2)).sum();
      return atoms().mapToObj(i -> Math.log(triples.get(i + 2) / sum)).toList();
    }

    @Override
    public List<Bet> bets(double w) {
      var bets = new ArrayList<Bet>();
      atoms().forEach(i -> bets.add(bet(triples.get(i), triples.get(i + 1), w)));
      return bets;
    }

    private static Bet bet(double canary, double stable, double w) {
      double both = w * canary + (1 - w) * stable;
      return new Bet(
          Math.log(canary / both),
          Math.log((1 - canary) / (1 - both)),
          Math.log(stable / both),
          Math.log((1 - stable) / (1 - both)));
    }

    private IntStream atoms() {
      return IntStream.range(0, triples.size() / 3).map(i -> 3 * i);
    }
  }

  /**
   * Lindon and Malek's two-sided test with a Dirichlet prior around the configured share. Instead
   * of the ratio of Beta functions it multiplies each error's predictive probability under the
   * prior by what the null hypothesis gives it, which is the same number.
   */
  static final class Dirichlet {
    private final double concentration;
    private final double share;
    private long ofCanary;
    private long ofStable;
    private double logE;

    Dirichlet(double concentration, double share) {
      this.concentration = concentration;
      this.share = share;
    }

    double fold(Tally tally) {
      for (long i = 0; i < tally.canaryErrors(); i++, ofCanary++) {
        logE += Math.log(predicted(share, ofCanary) / share);
      }
      for (long i = 0; i < tally.stableErrors(); i++, ofStable++) {
        logE += Math.log(predicted(1 - share, ofStable) / (1 - share));
      }
      return logE;
    }

    private double predicted(double prior, long before) {
      return (concentration * prior + before) / (concentration + ofCanary + ofStable);
    }
  }
}
