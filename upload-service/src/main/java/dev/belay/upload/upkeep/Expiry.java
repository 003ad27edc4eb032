package dev.belay.upload.upkeep;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** Takes the rows of expired uploads away, and says that they were there. */
final class Expiry {

  private static final int MOST_FORGOTTEN = 5_000;

  private final JdbcClient jdbc;
  private final TransactionOperations transaction;

  Expiry(JdbcClient jdbc, TransactionOperations transaction) {
    this.jdbc = jdbc;
    this.transaction = transaction;
  }

  /**
   * An upload whose row is gone.
   *
   * @param bytes of its original, main image and thumbnail
   */
  record Gone(UUID id, Instant createdAt, long bytes) {}

  /** All that is of these uploads, in one transaction; another instance's are left to it. */
  List<Gone> removeUploads(Collection<UUID> ids, Instant before) {
    return Optional.ofNullable(
            transaction.execute(status -> {
              List<Gone> mine = lock(ids, before);
              if (!mine.isEmpty()) {
                remove(mine.stream().map(Gone::id).toArray(UUID[]::new));
              }
              return mine;
            }))
        .orElse(List.of());
  }

  private List<Gone> lock(Collection<UUID> ids, Instant before) {
    return jdbc.sql(
            """
            select id, created_at, bytes + main_bytes + thumbnail_bytes
              from uploaded_files where id = any(:ids) and created_at < :before
               for update skip locked
            """)
        .param("ids", ids.toArray(UUID[]::new))
        .param("before", before.atOffset(ZoneOffset.UTC))
        .query((row, number) ->
            new Gone(
                row.getObject(1, UUID.class),
                row.getObject(2, java.time.OffsetDateTime.class).toInstant(),
                row.getLong(3)))
        .list();
  }

  private void remove(UUID[] ids) {
    jdbc.sql("delete from generation_jobs where file_id = any(?)").param(ids).update();
    jdbc.sql("delete from idempotency_keys where file_id = any(?)").param(ids).update();
    jdbc.sql("delete from missing_files where file_id = any(?)").param(ids).update();
    jdbc.sql("delete from expired_files where file_id = any(?) and what = 'ORIGINAL'")
        .param(ids)
        .update();
    jdbc.sql(
            """
            insert into expired_files (file_id, what, expired_at)
            select unnest(?::uuid[]), 'UPLOAD', now() on conflict do nothing
            """)
        .param(ids)
        .update();
    jdbc.sql("delete from uploaded_files where id = any(?)").param(ids).update();
  }

  /** Those of the originals that are to be removed now; another instance's are not among them. */
  List<UUID> expireOriginals(Collection<UUID> ids) {
    return jdbc.sql(
            """
            insert into expired_files (file_id, what, expired_at)
            select id, 'ORIGINAL', now() from uploaded_files where id = any(?)
            on conflict do nothing
            returning file_id
            """)
        .param(ids.toArray(UUID[]::new))
        .query((row, number) -> row.getObject(1, UUID.class))
        .list();
  }

  /** Of uploads that expired long ago nobody is told any more. */
  void forget(Duration remembered) {
    jdbc.sql(
            """
            delete from expired_files where what = 'UPLOAD' and file_id in (
              select file_id from expired_files
               where what = 'UPLOAD' and expired_at < now() - make_interval(secs => :kept)
               limit :most)
            """)
        .param("kept", (double) remembered.toSeconds())
        .param("most", MOST_FORGOTTEN)
        .update();
  }
}
