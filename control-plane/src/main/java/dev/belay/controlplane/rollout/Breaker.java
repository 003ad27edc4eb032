package dev.belay.controlplane.rollout;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Opens after so many automatic rollbacks in so much time across all services: then the fault may
 * be Belay's own, or one that no rollback mends, and people decide. Closes by itself when the
 * oldest of them is out of the window, or when someone resets it.
 */
public class Breaker {

  private static final Duration REMEMBERED = Duration.ofMillis(500);

  private final RolloutStore store;
  private final JdbcClient jdbc;
  private final BreakerSettings settings;
  private final Clock clock;
  private volatile @Nullable Seen seen;

  Breaker(RolloutStore store, JdbcClient jdbc, BreakerSettings settings, Clock clock) {
    this.store = store;
    this.jdbc = jdbc;
    this.settings = settings;
    this.clock = clock;
  }

  private record Seen(View view, Instant at) {}

  /**
   * @param rollbacks in the window, since the last reset
   */
  public record View(int rollbacks, int limit, Duration window) {

    public boolean open() {
      return rollbacks >= limit;
    }

    String summary() {
      return "%d rollbacks in %s: people decide".formatted(rollbacks, Words.of(window));
    }
  }

  public View view() {
    Seen known = seen;
    Instant now = clock.instant();
    boolean fresh =
        known != null && !now.isBefore(known.at()) && now.isBefore(known.at().plus(REMEMBERED));
    if (known != null && fresh) {
      return known.view();
    }
    Instant from = now.minus(settings.window());
    Instant reset = resetAt();
    int rollbacks = store.takenBackSince(reset == null || from.isAfter(reset) ? from : reset);
    var view = new View(rollbacks, settings.rollbacks(), settings.window());
    seen = new Seen(view, now);
    return view;
  }

  private @Nullable Instant resetAt() {
    return jdbc.sql("select reset_at from breaker where id = 1")
        .query((row, number) -> row.getObject("reset_at", OffsetDateTime.class))
        .optional()
        .map(OffsetDateTime::toInstant)
        .orElse(null);
  }

  /** Forgets the rollbacks up to now. */
  public void reset() {
    jdbc.sql("update breaker set reset_at = ? where id = 1")
        .param(clock.instant().atOffset(ZoneOffset.UTC))
        .update();
    seen = null;
  }
}
