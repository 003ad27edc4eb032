package dev.belay.upload.resumable;

import dev.belay.upload.intake.Declared;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The rows of {@code resumable_uploads}. Times are the database's, which all instances share. */
final class ResumableTable {

  private static final int MOST_AT_ONCE = 1_000;
  private static final String COLUMNS =
      "id, length, received, file_name, content_type, cutout, effects, file_id, expires_at";

  private final JdbcClient jdbc;
  private final Duration kept;

  ResumableTable(JdbcClient jdbc, Duration kept) {
    this.jdbc = jdbc;
    this.kept = kept;
  }

  /** False if the key has that many unfinished ones already; two at once may pass the limit. */
  boolean add(UUID id, String apiKey, long length, Announced announced, int most) {
    return jdbc.sql(
                """
                insert into resumable_uploads (id, api_key_id, length, file_name, content_type,
                  cutout, effects, expires_at, created_at)
                select :id, :key, :length, :name, :type, :cutout, :effects,
                  now() + make_interval(secs => :kept), now()
                where (select count(*) from resumable_uploads
                  where api_key_id = :key and file_id is null and expires_at > now()) < :most
                """)
            .param("id", id)
            .param("key", apiKey)
            .param("length", length)
            .param("name", announced.declared().fileName())
            .param("type", announced.declared().contentType())
            .param("cutout", announced.cutout(), java.sql.Types.BOOLEAN)
            .param("effects", announced.effects(), java.sql.Types.VARCHAR)
            .param("kept", (double) kept.toSeconds())
            .param("most", most)
            .update()
        == 1;
  }

  Optional<ResumableUpload> find(UUID id, String apiKey) {
    return jdbc.sql("select " + COLUMNS + " from resumable_uploads where id = ? and api_key_id = ?")
        .params(id, apiKey)
        .query(ResumableTable::upload)
        .optional();
  }

  private static ResumableUpload upload(ResultSet row, int number) throws SQLException {
    return new ResumableUpload(
        row.getObject("id", UUID.class),
        row.getLong("length"),
        row.getLong("received"),
        Declared.of(row.getString("content_type"), row.getString("file_name")),
        row.getObject("cutout", Boolean.class),
        row.getString("effects"),
        row.getObject("file_id", UUID.class),
        row.getObject("expires_at", OffsetDateTime.class).toInstant());
  }

  /** Takes the right to write, whoever had it; false if the next byte is another one by now. */
  boolean claim(UUID id, long received, UUID writer) {
    return jdbc.sql(
                "update resumable_uploads set writer = ?"
                    + " where id = ? and received = ? and file_id is null")
            .params(writer, id, received)
            .update()
        == 1;
  }

  boolean mayWrite(UUID id, UUID writer) {
    return jdbc.sql("select count(*) from resumable_uploads where id = ? and writer = ?")
            .params(id, writer)
            .query(Integer.class)
            .single()
        == 1;
  }

  /** Counts what is on disk; false if somebody else writes now. */
  boolean count(UUID id, UUID writer, long received) {
    return jdbc.sql(
                "update resumable_uploads set received = ?,"
                    + " expires_at = now() + make_interval(secs => ?) where id = ? and writer = ?")
            .params(received, (double) kept.toSeconds(), id, writer)
            .update()
        == 1;
  }

  void finish(UUID id, UUID file) {
    jdbc.sql("update resumable_uploads set file_id = ?, writer = null where id = ?")
        .params(file, id)
        .update();
  }

  boolean remove(UUID id) {
    return jdbc.sql("delete from resumable_uploads where id = ?").params(id).update() == 1;
  }

  /** Removes rows that have expired, some each time. */
  List<UUID> expire() {
    return jdbc.sql(
            """
            delete from resumable_uploads where id in (
              select id from resumable_uploads where expires_at < now()
              order by expires_at limit ? for update skip locked)
            returning id
            """)
        .params(MOST_AT_ONCE)
        .query((row, number) -> row.getObject(1, UUID.class))
        .list();
  }

  /** Those among these that are not complete, whose bytes are still wanted. */
  Set<UUID> unfinished(Collection<UUID> ids) {
    return ids.isEmpty()
        ? Set.of()
        : new HashSet<>(
            jdbc.sql("select id from resumable_uploads where id in (:ids) and file_id is null")
                .param("ids", ids)
                .query((row, number) -> row.getObject(1, UUID.class))
                .list());
  }

  /** What the caller says of the whole at its beginning. */
  record Announced(Declared declared, @Nullable Boolean cutout, @Nullable String effects) {}
}
