package dev.belay.controlplane.rollout;

import java.time.Duration;

/** How a duration reads: {@code 90 s}, {@code 12 min}. */
final class Words {

  private Words() {}

  static String of(Duration duration) {
    long seconds = duration.toSeconds();
    return seconds < 120 ? seconds + " s" : duration.toMinutes() + " min";
  }
}
