package dev.belay.apikeys;

import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Objects;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What keys use up a day, in {@code api_key_usage}. Exact over all instances: what is taken and the
 * count of it stand or fall in one transaction.
 */
public final class Quotas {

  private static final int DAYS_KEPT = 90;

  private final JdbcClient jdbc;
  private final Limits defaults;
  private final Clock clock;

  Quotas(JdbcClient jdbc, Limits defaults, Clock clock) {
    this.jdbc = jdbc;
    this.defaults = defaults;
    this.clock = clock;
  }

  /** What a key has used today. */
  record Usage(long requests, long bytes) {

    static final Usage NONE = new Usage(0, 0);

    boolean exceeds(Limits limits) {
      return requests > most(limits.requestsPerDay()) || bytes > most(limits.bytesPerDay());
    }

    Usage and(long moreBytes) {
      return new Usage(requests + 1, Math.addExact(bytes, moreBytes));
    }
  }

  private static long most(@org.jspecify.annotations.Nullable Long limit) {
    return Objects.requireNonNullElse(limit, Long.MAX_VALUE);
  }

  /** The key's own limits, else those of the service. */
  Limits of(ApiKey key) {
    return key.limits().or(defaults);
  }

  Usage today(ApiKey key) {
    return jdbc.sql("select requests, bytes from api_key_usage where key_id = ? and day = ?")
        .params(key.id(), day())
        .query((row, number) -> new Usage(row.getLong(1), row.getLong(2)))
        .optional()
        .orElse(Usage.NONE);
  }

  /**
   * Counts one request, in the caller's transaction; keys without a quota are not counted.
   *
   * @throws QuotaExceededException if it is over the quota; then nothing is counted
   */
  public void take(ApiKey key, long bytes) throws QuotaExceededException {
    Limits limits = of(key);
    if (!limits.hasQuota()) {
      return;
    }
    boolean alone = Usage.NONE.and(bytes).exceeds(limits);
    if (alone || !counted(key, bytes, limits)) {
      throw new QuotaExceededException(limits, today(key), bytes, untilMidnight());
    }
  }

  private boolean counted(ApiKey key, long bytes, Limits limits) {
    LocalDate today = day();
    int counted =
        jdbc.sql(
                """
                insert into api_key_usage as used (key_id, day, requests, bytes)
                values (?, ?, 1, ?)
                on conflict (key_id, day) do update
                  set requests = used.requests + 1, bytes = used.bytes + excluded.bytes
                  where used.requests < ? and used.bytes + excluded.bytes <= ?
                """)
            .params(key.id(), today, bytes)
            .param(most(limits.requestsPerDay()))
            .param(most(limits.bytesPerDay()))
            .update();
    jdbc.sql("delete from api_key_usage where key_id = ? and day < ?")
        .params(key.id(), today.minusDays(DAYS_KEPT))
        .update();
    return counted == 1;
  }

  Duration untilMidnight() {
    return Duration.between(
        clock.instant(), day().plusDays(1).atStartOfDay().toInstant(ZoneOffset.UTC));
  }

  private LocalDate day() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }
}
