package dev.belay.apikeys;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table {@code api_keys}. */
final class StoredKeys {

  /** Also of those that are revoked: their rows say who had access once. */
  static final int MOST = 10_000;

  private final JdbcClient jdbc;

  StoredKeys(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** A key and what its text is compared with. */
  record Row(ApiKey key, String sha256) {}

  /** Does nothing and returns false if there are {@link #MOST} already. */
  boolean insert(Row row, String by) {
    ApiKey key = row.key();
    return jdbc.sql(
                """
                insert into api_keys (id, sha256, name, scopes, requests_per_minute,
                  requests_per_day, bytes_per_day, created_by, created_at, expires_at)
                select ?, ?, ?, ?, ?::integer, ?::bigint, ?::bigint, ?, ?, ?::timestamptz
                where (select count(*) from api_keys) < ?
                """)
            .param(key.id())
            .param(row.sha256())
            .param(key.name())
            .param(key.sortedScopes().toArray(String[]::new))
            .param(key.limits().requestsPerMinute())
            .param(key.limits().requestsPerDay())
            .param(key.limits().bytesPerDay())
            .param(by)
            .param(utc(key.createdAt()))
            .param(key.expiresAt() == null ? null : utc(key.expiresAt()))
            .param(MOST)
            .update()
        == 1;
  }

  Optional<Row> find(String id) {
    return jdbc.sql("select * from api_keys where id = ?")
        .param(id)
        .query((row, number) -> new Row(key(row), row.getString("sha256")))
        .optional();
  }

  /** The newest first. */
  List<ApiKey> all() {
    return jdbc.sql("select * from api_keys order by created_at desc, id")
        .query((row, number) -> key(row))
        .list();
  }

  /** Once revoked it stays so; the first time counts. */
  void revoke(String id, Instant now) {
    jdbc.sql("update api_keys set revoked_at = ? where id = ? and revoked_at is null")
        .param(utc(now))
        .param(id)
        .update();
  }

  private static ApiKey key(ResultSet row) throws SQLException {
    return new ApiKey(
        row.getString("id"),
        row.getString("name"),
        Set.of((String[]) row.getArray("scopes").getArray()),
        new Limits(
            row.getObject("requests_per_minute", Integer.class),
            row.getObject("requests_per_day", Long.class),
            row.getObject("bytes_per_day", Long.class)),
        row.getObject("created_at", OffsetDateTime.class).toInstant(),
        instant(row, "expires_at"),
        instant(row, "revoked_at"));
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }

  private static OffsetDateTime utc(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }
}
