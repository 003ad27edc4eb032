package dev.belay.controlplane.analysis;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** Hypotheses that the product does not test yet: the engine must take them without a change. */
final class LaterTests {

  private LaterTests() {}

  /** Canary at most {@code ratio} times stable plus {@code floor}; successes count. */
  record Margin(double ratio, double floor) implements SequentialTest {
    private static final double[] PARTS = {.999, .9, .7, .45, .25, .12, .05, .02};

    @Override
    public List<Double> logPrior() {
      return SequentialTest.logarithms(.2, .2, .15, .15, .1, .1, .05, .05);
    }

    @Override
    public List<Bet> bets(double w) {
      double stake = 1 / (ratio / (1 - w) + floor);
      return DoubleStream.of(PARTS).mapToObj(part -> bet(part * stake, w)).toList();
    }

    private Bet bet(double stake, double w) {
      double success = Math.log1p(-stake * floor);
      double stableError = Math.log1p(-stake * (ratio / (1 - w) + floor));
      return new Bet(Math.log1p(stake * (1 / w - floor)), success, stableError, success);
    }
  }

  /** Canary worse than stable by at least {@code margin}: evidence against it promotes. */
  record Promotion(double margin) implements SequentialTest {
    private static final double[] PARTS = {.95, .7, .4, .2, .1, .05};

    @Override
    public List<Double> logPrior() {
      return Collections.nCopies(PARTS.length, Math.log(1.0 / PARTS.length));
    }

    @Override
    public List<Bet> bets(double w) {
      double stake = 1 / (1 / w - margin);
      return DoubleStream.of(PARTS).mapToObj(part -> bet(part * stake, w)).toList();
    }

    private Bet bet(double stake, double w) {
      double success = Math.log1p(stake * margin);
      double stableError = Math.log1p(stake * (1 / (1 - w) + margin));
      return new Bet(Math.log1p(-stake * (1 / w - margin)), success, stableError, success);
    }
  }

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
}
