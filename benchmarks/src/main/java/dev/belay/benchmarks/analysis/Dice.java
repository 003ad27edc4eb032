package dev.belay.benchmarks.analysis;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/** Many trials, each of its own seed, and what came of them. */
final class Dice {

  private static final long SEED = 20_261_122;

  private Dice() {}

  static double[] trials(int runs, ToDoubleFunction<SplittableRandom> trial) {
    var seeds = new SplittableRandom(SEED);
    double[] results = new double[runs];
    for (int i = 0; i < runs; i++) {
      results[i] = trial.applyAsDouble(seeds.split());
    }
    Arrays.sort(results);
    return results;
  }

  static double quantile(double[] sorted, double share) {
    return sorted[(int) (share * (sorted.length - 1))];
  }

  static double mean(double[] results) {
    return Arrays.stream(results).average().orElseThrow();
  }

  static double share(double[] results, double atLeast) {
    return Arrays.stream(results).filter(result -> result >= atLeast).count()
        / (double) results.length;
  }

  /** How often something else happens before what has this probability. */
  static long before(double probability, SplittableRandom random) {
    return probability >= 1
        ? 0
        : (long) (Math.log1p(-random.nextDouble()) / Math.log1p(-probability));
  }

  /** How many of these happen. */
  static long binomial(long trials, double probability, SplittableRandom random) {
    if (probability <= 0 || probability >= 1) {
      return probability <= 0 ? 0 : trials;
    }
    long happened = 0;
    for (long at = before(probability, random);
        at < trials;
        at += 1 + before(probability, random)) {
      happened++;
    }
    return happened;
  }
}
