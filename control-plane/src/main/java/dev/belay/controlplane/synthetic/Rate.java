package dev.belay.controlplane.synthetic;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * How often each request is sent to each instance: evenly over the minute, with as many at once as
 * a gate needs. Remembers the {@value #MAX_KEYS} that were sent last.
 */
final class Rate {

  static final int MAX_KEYS = 4_000;

  /** Two ways, each once more after it failed. */
  private static final int AT_ONCE = 4;

  private final LongSupplier nanos;
  private final Map<String, Long> fullAt =
      new LinkedHashMap<>(64, .75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
          return size() > MAX_KEYS;
        }
      };

  /**
   * @param nanos a clock that never goes back
   */
  Rate(LongSupplier nanos) {
    this.nanos = nanos;
  }

  /** Takes a turn: zero if it is now, else after which time there would be one. */
  synchronized Duration take(String key, int perMinute) {
    long interval = Duration.ofMinutes(1).toNanos() / perMinute;
    long now = nanos.getAsLong();
    long full = Math.max(now, fullAt.getOrDefault(key, now));
    long most = interval * (AT_ONCE - 1);
    if (full - now > most) {
      return Duration.ofNanos(full - now - most);
    }
    fullAt.put(key, full + interval);
    return Duration.ZERO;
  }
}
