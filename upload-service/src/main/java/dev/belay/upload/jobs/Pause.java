package dev.belay.upload.jobs;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Keeps this instance from claiming jobs after a failure that any of them would meet: in an outage
 * a few try on behalf of all, instead of all hammering a service that is coming back.
 */
final class Pause {

  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final Backoff backoff;
  private int failures;
  private long until = System.nanoTime();

  Pause(Backoff backoff) {
    this.backoff = backoff;
  }

  synchronized void failed(@Nullable Duration asked) {
    failures++;
    Duration wait = backoff.after(failures, asked);
    Duration bounded = wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    until = System.nanoTime() + bounded.toNanos();
  }

  synchronized void over() {
    failures = 0;
    until = System.nanoTime();
  }

  /** Zero or less when there is none. */
  synchronized Duration left() {
    return Duration.ofNanos(until - System.nanoTime());
  }
}
