package dev.belay.gpu.model;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait after a failed attempt. */
final class Retries {

  private static final int MOST_DOUBLINGS = 30;

  private final ModelSettings settings;
  private final RandomGenerator random;

  Retries(ModelSettings settings, RandomGenerator random) {
    this.settings = settings;
    this.random = random;
  }

  /** Whether that many failures in a row are enough to call the model failed. */
  boolean exhausted(int failures) {
    return failures >= settings.attempts();
  }

  /** Between half and all of the pause due, so that instances do not try in step. */
  Duration pause(int failures) {
    Duration due = exhausted(failures) ? settings.pauseWhenFailed() : doubled(failures);
    long nanos = due.toNanos();
    return Duration.ofNanos(nanos / 2 + random.nextLong(nanos / 2 + 1));
  }

  private Duration doubled(int failures) {
    int doublings = Math.min(failures - 1, MOST_DOUBLINGS);
    Duration due = settings.firstPause().multipliedBy(1L << doublings);
    return due.compareTo(settings.longestPause()) < 0 ? due : settings.longestPause();
  }
}
