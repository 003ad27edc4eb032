package dev.belay.controlplane.rollout;

import dev.belay.controlplane.platform.InMemoryPlatform.Behaviour;
import java.time.Duration;
import java.time.Instant;

/**
 * How a revision behaves in truth, whatever anyone sees of it.
 *
 * @param from when the trouble begins: for what breaks while it serves, since the first request;
 *     for what a process does, since its start
 * @param period of flapping
 * @param share of the requests that fail, or of a period in which it is not ready
 * @param readyAfter a process' start
 */
record Truth(Nature nature, Duration from, Duration period, double share, Duration readyAfter) {

  /** What is wrong with it. */
  enum Nature {
    GOOD,
    BLOCKED_BY_A_GATE,
    MIGRATION_FAILS,
    MIGRATION_HANGS,
    NEVER_READY,
    LOSES_READINESS,
    FLAPS,
    HANGS,
    CRASH_LOOP,
    SOME_ERRORS,
    ALL_ERRORS
  }

  static Truth good(Duration readyAfter) {
    return new Truth(Nature.GOOD, Duration.ZERO, Duration.ZERO, 0, readyAfter);
  }

  boolean is(Nature... natures) {
    for (Nature each : natures) {
      if (nature == each) {
        return true;
      }
    }
    return false;
  }

  Behaviour process() {
    Duration ready = nature == Nature.NEVER_READY ? null : readyAfter;
    Duration exits = nature == Nature.CRASH_LOOP ? from : null;
    return new Behaviour(ready, exits, 1, "it ends", Duration.ofMillis(500));
  }

  /**
   * Whether a process that is up says that it is ready.
   *
   * @param served time since the revision's first request; negative before
   * @param age of the process
   */
  boolean ready(Duration served, Duration age) {
    boolean begun = served.compareTo(from) >= 0;
    return switch (nature) {
      case LOSES_READINESS -> !begun;
      case FLAPS -> !begun || served.toMillis() % period.toMillis() >= share * period.toMillis();
      case HANGS -> !hangs(age);
      default -> true;
    };
  }

  /** When what it does to users begins, or goes on or off. */
  Instant nextChange(Instant firstRequest, Instant time) {
    Instant begins = firstRequest.plus(from);
    if (!begins.isBefore(time)) {
      return begins;
    }
    if (nature != Nature.FLAPS) {
      return Instant.MAX;
    }
    long served = Duration.between(firstRequest, time).toMillis();
    long begun = served - served % period.toMillis();
    long ready = begun + (long) Math.ceil(share * period.toMillis());
    return firstRequest.plusMillis(served <= ready ? ready : begun + period.toMillis());
  }

  boolean hangs(Duration age) {
    return nature == Nature.HANGS && age.compareTo(from) >= 0;
  }

  /** The probability that a request to a ready process fails. */
  double failing(Duration served) {
    boolean begun = served.compareTo(from) >= 0;
    return switch (nature) {
      case ALL_ERRORS -> begun ? 1 : 0;
      case SOME_ERRORS -> begun ? share : 0;
      default -> 0;
    };
  }
}
