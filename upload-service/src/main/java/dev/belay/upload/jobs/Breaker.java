package dev.belay.upload.jobs;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A circuit breaker for this instance: a failure that any job would meet opens it, so that an
 * outage is not met by all jobs at once. When its time is up one attempt is let through, and what
 * comes of that decides for all.
 */
final class Breaker {

  private static final Logger log = LoggerFactory.getLogger(Breaker.class);
  private static final Duration LONGEST = Duration.ofSeconds(30);
  // While another thread tries: often enough to go on soon after it, and it costs nothing.
  private static final Duration ASK_AGAIN = Duration.ofMillis(100);

  /** Whether attempts are made: all, none, or one. */
  enum State {
    CLOSED,
    OPEN,
    HALF_OPEN
  }

  /** Leave to make one attempt; give it back whatever comes of it. */
  static final class Permit {}

  private final Backoff backoff;
  private @Nullable Counter opened;
  private @Nullable Permit probe;
  private int failures;
  private long until = System.nanoTime();

  Breaker(Backoff backoff) {
    this.backoff = backoff;
  }

  /** Shows it as {@code upload.gpu.breaker}, and how often it opened. */
  synchronized Breaker shownBy(MeterRegistry meters) {
    for (State each : State.values()) {
      Gauge.builder("upload.gpu.breaker", this, me -> me.state() == each ? 1 : 0)
          .tag("state", each.name().toLowerCase(Locale.ROOT))
          .description("1 for the state in which the circuit breaker for gpu-service is")
          .register(meters);
    }
    opened =
        Counter.builder("upload.gpu.breaker.opened")
            .description("How often it opened after it had been closed")
            .register(meters);
    return this;
  }

  synchronized State state() {
    if (failures == 0) {
      return State.CLOSED;
    }
    return until - System.nanoTime() > 0 ? State.OPEN : State.HALF_OPEN;
  }

  /** How long it is no use to ask for a permit; zero or less if it may be some. */
  synchronized Duration left() {
    return switch (state()) {
      case CLOSED -> Duration.ZERO;
      case OPEN -> Duration.ofNanos(until - System.nanoTime());
      case HALF_OPEN -> probe == null ? Duration.ZERO : ASK_AGAIN;
    };
  }

  synchronized Optional<Permit> admit() {
    return switch (state()) {
      case CLOSED -> Optional.of(new Permit());
      case OPEN -> Optional.empty();
      case HALF_OPEN -> {
        if (probe != null) {
          yield Optional.empty();
        }
        probe = new Permit();
        yield Optional.of(probe);
      }
    };
  }

  /** The attempt is over, or there was none: another may be made if this one decided nothing. */
  synchronized void giveBack(Permit permit) {
    if (probe == permit) {
      probe = null;
    }
  }

  synchronized void failed(@Nullable Duration asked) {
    if (failures == 0) {
      log.warn("gpu-service fails: one attempt at a time is made until one succeeds");
      if (opened != null) {
        opened.increment();
      }
    }
    failures++;
    Duration wait = backoff.after(failures, asked);
    Duration bounded = wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
    until = System.nanoTime() + bounded.toNanos();
  }

  /** It answered, be it by refusing a picture. */
  synchronized void answered() {
    if (failures > 0) {
      log.info("gpu-service answers again after {} failures in a row", failures);
    }
    failures = 0;
    probe = null;
  }
}
