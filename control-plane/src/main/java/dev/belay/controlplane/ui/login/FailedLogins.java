package dev.belay.controlplane.ui.login;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Counts failed logins for each address and account: after 10 within a minute the rest of that
 * minute is refused. Remembers 1,000 pairs at most, the least recent is forgotten first. An account
 * is part of the key so that one misconfigured service does not lock people out.
 */
final class FailedLogins {

  static final int LIMIT = 10;
  static final Duration WINDOW = Duration.ofMinutes(1);
  static final int MAX_KEYS = 1_000;

  private final InstantSource clock;
  private final Map<Key, Failures> table = new LinkedHashMap<>(64, 0.75f, true);

  FailedLogins(InstantSource clock) {
    this.clock = clock;
  }

  /** How long to refuse; zero when another attempt is welcome. */
  synchronized Duration refusedFor(Key key) {
    var failures = table.get(key);
    if (failures == null || failures.count() < LIMIT) {
      return Duration.ZERO;
    }
    var left = Duration.between(clock.instant(), failures.since().plus(WINDOW));
    return left.isNegative() ? Duration.ZERO : left;
  }

  synchronized void failed(Key key) {
    var now = clock.instant();
    table.merge(
        key,
        new Failures(now, 1),
        (old, first) ->
            old.since().plus(WINDOW).isAfter(now)
                ? new Failures(old.since(), old.count() + 1)
                : first);
    if (table.size() > MAX_KEYS) {
      table.remove(table.keySet().iterator().next());
    }
  }

  synchronized void succeeded(Key key) {
    table.remove(key);
  }

  synchronized int size() {
    return table.size();
  }

  /** Who tries, and as whom. */
  record Key(String address, String account) {}

  private record Failures(Instant since, int count) {}
}
