package dev.belay.controlplane.analysis;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/** Many trials, each of its own seed, and what came of them. */
final class Chance {

  private static final boolean FULL = Boolean.getBoolean("belay.statistics.full");
  private static final long SEED = 20_261_122;

  private Chance() {}

  /** A fifth of them, or all with {@code -Dbelay.statistics.full=true}. */
  static int runs(int full) {
    return FULL ? full : full / 5;
  }

  static double[] trials(int runs, ToDoubleFunction<SplittableRandom> trial) {
    var seeds = new SplittableRandom(SEED);
    double[] results = new double[runs];
    for (int i = 0; i < runs; i++) {
      results[i] = trial.applyAsDouble(seeds.split());
    }
    return results;
  }

  /** Which share of the trials reached a value. */
  static double share(double[] results, double atLeast) {
    return Arrays.stream(results).filter(result -> result >= atLeast).count()
        / (double) results.length;
  }

  static double quantile(double[] results, double share) {
    double[] sorted = results.clone();
    Arrays.sort(sorted);
    return sorted[(int) (share * (sorted.length - 1))];
  }

  static double mean(double[] results) {
    return Arrays.stream(results).average().orElseThrow();
  }

  static double standardError(double[] results) {
    double mean = mean(results);
    double squares = Arrays.stream(results).map(result -> (result - mean) * (result - mean)).sum();
    return Math.sqrt(squares / (results.length - 1) / results.length);
  }

  /** What a share that is at most this may look like by chance. */
  static double upTo(double probability, int runs) {
    return probability + 3 * Math.sqrt(probability * (1 - probability) / runs);
  }

  /** How often something else happens before what has this probability. */
  static long failures(double probability, SplittableRandom random) {
    return probability >= 1
        ? 0
        : (long) (Math.log1p(-random.nextDouble()) / Math.log1p(-probability));
  }

  /** How many of these happen. */
  static long binomial(long trials, double probability, SplittableRandom random) {
    if (probability <= 0) {
      return 0;
    }
    long happened = 0;
    for (long at = failures(probability, random);
        at < trials;
        at += 1 + failures(probability, random)) {
      happened++;
    }
    return happened;
  }
}
