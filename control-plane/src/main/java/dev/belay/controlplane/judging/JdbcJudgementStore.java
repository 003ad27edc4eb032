package dev.belay.controlplane.judging;

import dev.belay.controlplane.analysis.Judgement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** In H2 or PostgreSQL, one row each. */
class JdbcJudgementStore implements JudgementStore {

  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          // A document of an older version does not have them yet.
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  private final JdbcClient jdbc;
  private final TransactionOperations transactions;

  JdbcJudgementStore(JdbcClient jdbc, TransactionOperations transactions) {
    this.jdbc = jdbc;
    this.transactions = transactions;
  }

  @Override
  public OpenJudgement create(OpenJudgement opened, int most, Instant forgottenBefore) {
    transactions.executeWithoutResult(status -> {
      // One opens at a time: two that count at once would both find room for the last.
      jdbc.sql("select id from control_plane where id = 1 for update").query(Long.class).single();
      jdbc.sql("delete from judgement where coalesce(fed_at, opened_at) < ?")
          .param(utc(forgottenBefore))
          .update();
      long open = jdbc.sql("select count(*) from judgement").query(Long.class).single();
      if (open >= most) {
        throw new TooManyJudgementsException(most);
      }
      insert(opened);
    });
    return opened;
  }

  private void insert(OpenJudgement opened) {
    jdbc.sql(
            """
            insert into judgement (id, name, document, opened_by, opened_at, max_millis, sequence,
              served_since, fed_at, version)
            values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        .param(opened.id())
        .param(opened.name())
        .param(MAPPER.writeValueAsString(opened.judgement()))
        .param(opened.openedBy())
        .param(utc(opened.openedAt()))
        .param(opened.maxDuration().toMillis())
        .param(opened.sequence())
        .param(utc(opened.servedSince()))
        .param(utc(opened.fedAt()))
        .param(opened.version())
        .update();
  }

  @Override
  public boolean save(OpenJudgement next) {
    return jdbc.sql(
                """
                update judgement set document = ?, sequence = ?, served_since = ?, fed_at = ?,
                  version = ?
                where id = ? and version = ?
                """)
            .param(MAPPER.writeValueAsString(next.judgement()))
            .param(next.sequence())
            .param(utc(next.servedSince()))
            .param(utc(next.fedAt()))
            .param(next.version() + 1)
            .param(next.id())
            .param(next.version())
            .update()
        == 1;
  }

  @Override
  public Optional<OpenJudgement> find(String id) {
    return jdbc.sql("select * from judgement where id = ?")
        .param(id)
        .query((row, number) -> read(row))
        .optional();
  }

  @Override
  public List<OpenJudgement> newest(int limit) {
    return jdbc.sql("select * from judgement order by opened_at desc, id fetch first ? rows only")
        .param(limit)
        .query((row, number) -> read(row))
        .list();
  }

  @Override
  public boolean remove(String id) {
    return jdbc.sql("delete from judgement where id = ?").param(id).update() > 0;
  }

  private static OpenJudgement read(ResultSet row) throws SQLException {
    Instant opened = time(row, "opened_at");
    if (opened == null) {
      throw new IllegalStateException("opened_at is never null");
    }
    return new OpenJudgement(
        row.getString("id"),
        row.getString("name"),
        MAPPER.readValue(row.getString("document"), Judgement.class),
        row.getString("opened_by"),
        opened,
        Duration.ofMillis(row.getLong("max_millis")),
        row.getLong("sequence"),
        time(row, "served_since"),
        time(row, "fed_at"),
        row.getLong("version"));
  }

  private static @Nullable Instant time(ResultSet row, String column) throws SQLException {
    OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
    return at == null ? null : at.toInstant();
  }

  private static @Nullable OffsetDateTime utc(@Nullable Instant at) {
    return at == null ? null : at.atOffset(ZoneOffset.UTC);
  }
}
