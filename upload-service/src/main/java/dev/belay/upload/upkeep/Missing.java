package dev.belay.upload.upkeep;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table {@code missing_files}. */
final class Missing {

  private final JdbcClient jdbc;
  private final Duration interval;

  /**
   * @param interval between passes: looks of several instances within one count as one
   */
  Missing(JdbcClient jdbc, Duration interval) {
    this.jdbc = jdbc;
    this.interval = interval;
  }

  long count() {
    return jdbc.sql("select count(*) from missing_files").query(Long.class).single();
  }

  /** Seen missing once more, unless its row has gone meanwhile. */
  void confirm(UUID file, String parts) {
    jdbc.sql(
            """
            insert into missing_files as known (file_id, parts, confirmations, first_seen, last_seen)
            select id, :parts, 1, now(), now() from uploaded_files where id = :file
            on conflict (file_id) do update
              set parts = excluded.parts, confirmations = known.confirmations + 1,
                  last_seen = now()
              where known.last_seen < now() - make_interval(secs => :apart)
            """)
        .param("parts", parts)
        .param("file", file)
        .param("apart", interval.toMillis() / 2000.0)
        .update();
  }

  /** Those that were known to be missing and are not. */
  List<UUID> found(Collection<UUID> files) {
    return jdbc.sql("delete from missing_files where file_id = any(?) returning file_id")
        .param(files.toArray(UUID[]::new))
        .query((row, number) -> row.getObject(1, UUID.class))
        .list();
  }

  /** Those that have been seen missing often enough, and were not lost before. */
  List<UUID> lose(Collection<UUID> files, int confirmations) {
    return jdbc.sql(
            """
            update missing_files set lost_at = now()
             where file_id = any(:files) and confirmations >= :enough and lost_at is null
            returning file_id
            """)
        .param("files", files.toArray(UUID[]::new))
        .param("enough", confirmations)
        .query((row, number) -> row.getObject(1, UUID.class))
        .list();
  }
}
