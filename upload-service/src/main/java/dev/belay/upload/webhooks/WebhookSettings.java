package dev.belay.upload.webhooks;

import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code upload.webhooks.*}: telling callers what became of their uploads.
 *
 * @param key secret; 32 bytes in base64, under which the secrets that sign are kept; default none:
 *     no webhooks
 * @param perKey webhooks that an API key may have; default 10, 1 to 100
 * @param backlog events that may wait for a webhook; what comes then is dropped; default 10000, 1
 *     to 100000
 * @param allowPrivate whether they may lead to addresses of this machine and its network; default
 *     false
 * @param concurrency deliveries at the same time, of one webhook half of them at most; default 4, 1
 *     to 32
 * @param connectTimeout default 2s, 100ms to 1m
 * @param responseTimeout for all of a delivery; default 10s, 100ms to 2m
 * @param retryDelay after the first failure; doubles with each; default 5s, 10ms to 10m
 * @param maxRetryDelay default 4h, retryDelay to 24h
 * @param maxAttempts after which an event is given up; default 15 (about 10 hours), 1 to 50
 * @param lease how long a delivery stays with an instance that has gone silent; default 30s, 1s to
 *     10m
 * @param pollInterval how often due ones are looked for when nothing announces them; default 5s,
 *     50ms to 10m
 * @param keep how long what is over can be looked at; default 7d, 1h to 90d
 */
public record WebhookSettings(
    @Nullable String key,
    @DefaultValue("10") int perKey,
    @DefaultValue("10000") int backlog,
    @DefaultValue("false") boolean allowPrivate,
    @DefaultValue("4") int concurrency,
    @DefaultValue("2s") Duration connectTimeout,
    @DefaultValue("10s") Duration responseTimeout,
    @DefaultValue("5s") Duration retryDelay,
    @DefaultValue("4h") Duration maxRetryDelay,
    @DefaultValue("15") int maxAttempts,
    @DefaultValue("30s") Duration lease,
    @DefaultValue("5s") Duration pollInterval,
    @DefaultValue("7d") Duration keep) {

  private static final int KEY_BYTES = 32;
  private static final Duration TENTH = Duration.ofMillis(100);
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration DAY = Duration.ofDays(1);

  public WebhookSettings {
    key = key == null ? "" : key.strip();
    if (!key.isEmpty() && decoded(key).length != KEY_BYTES) {
      throw badKey();
    }
    check("per-key", perKey, 1, 100);
    check("backlog", backlog, 1, 100_000);
    check("concurrency", concurrency, 1, 32);
    check("connect-timeout", connectTimeout, TENTH, MINUTE);
    check("response-timeout", responseTimeout, TENTH, MINUTE.multipliedBy(2));
    check("retry-delay", retryDelay, Duration.ofMillis(10), MINUTE.multipliedBy(10));
    check("max-retry-delay", maxRetryDelay, retryDelay, DAY);
    check("max-attempts", maxAttempts, 1, 50);
    check("lease", lease, Duration.ofSeconds(1), MINUTE.multipliedBy(10));
    check("poll-interval", pollInterval, Duration.ofMillis(50), MINUTE.multipliedBy(10));
    check("keep", keep, Duration.ofHours(1), DAY.multipliedBy(90));
  }

  /** Whether there are webhooks at all. */
  public boolean offered() {
    return !keyBytesOrNone().isEmpty();
  }

  byte[] keyBytes() {
    return decoded(keyBytesOrNone());
  }

  private String keyBytesOrNone() {
    return key == null ? "" : key;
  }

  /** Never the key. */
  @Override
  public String toString() {
    return "WebhookSettings[offered=%s]".formatted(offered());
  }

  private static byte[] decoded(String key) {
    try {
      return Base64.getDecoder().decode(key);
    } catch (IllegalArgumentException e) {
      throw badKey();
    }
  }

  // The value is not quoted, nor is an exception that quotes it.
  private static IllegalArgumentException badKey() {
    return new IllegalArgumentException(
        "upload.webhooks.key is not %d bytes in base64; make one with: openssl rand -base64 %d"
            .formatted(KEY_BYTES, KEY_BYTES));
  }

  private static void check(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "upload.webhooks.%s is %d; it must be %d to %d".formatted(name, value, least, most));
    }
  }

  private static void check(String name, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          "upload.webhooks.%s is %s; it must be %s to %s".formatted(name, value, least, most));
    }
  }
}
