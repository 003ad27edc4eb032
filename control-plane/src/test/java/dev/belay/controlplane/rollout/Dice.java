package dev.belay.controlplane.rollout;

import java.util.random.RandomGenerator;

/** How many of many trials succeed, drawn exactly and without drawing each where few do. */
final class Dice {

  private static final double FEW = 12;

  private final RandomGenerator random;

  Dice(RandomGenerator random) {
    this.random = random;
  }

  int hits(int trials, double probability) {
    if (trials <= 0 || probability <= 0) {
      return 0;
    }
    if (probability >= 1) {
      return trials;
    }
    if (probability > .5) {
      return trials - hits(trials, 1 - probability);
    }
    return trials * probability < FEW ? byWaiting(trials, probability) : each(trials, probability);
  }

  /** From hit to hit; the waiting times between them are geometric. */
  private int byWaiting(int trials, double probability) {
    double logMiss = Math.log1p(-probability);
    int hits = 0;
    double at = 0;
    while (true) {
      at += Math.floor(Math.log(1 - random.nextDouble()) / logMiss) + 1;
      if (at > trials) {
        return hits;
      }
      hits++;
    }
  }

  private int each(int trials, double probability) {
    int hits = 0;
    for (int i = 0; i < trials; i++) {
      hits += random.nextDouble() < probability ? 1 : 0;
    }
    return hits;
  }
}
