package dev.belay.controlplane.telemetry;

import java.time.Duration;

/**
 * When instances are asked.
 *
 * @param period from the beginning of one round to that of the next
 * @param timeout for all that one instance is asked in a round
 * @param stale counts are not told any more when no round was complete for so long
 * @param lapse a service that nobody has read for so long is not followed any more
 */
record Rhythm(Duration period, Duration timeout, Duration stale, Duration lapse) {

  static Rhythm standard() {
    return new Rhythm(
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofSeconds(5),
        Duration.ofSeconds(30));
  }
}
