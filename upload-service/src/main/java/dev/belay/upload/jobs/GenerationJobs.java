package dev.belay.upload.jobs;

import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The table {@code generation_jobs} as uploads and readers see it. Times are the database's, so
 * that instances whose clocks differ agree on what is due. See docs/adr/0007.
 */
public final class GenerationJobs {

  static final String CUTOUT = "cutout";

  private final JdbcClient jdbc;

  public GenerationJobs(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Adds a job, due at once; call it in the transaction that adds the file's row. */
  public Job add(UUID fileId, CutoutOrder order, @Nullable String correlationId) {
    return jdbc.sql(
            """
            insert into generation_jobs (id, file_id, kind, effects, state, next_attempt_at,
              correlation_id, created_at, updated_at)
            values (?, ?, ?, ?, 'QUEUED', now(), ?, now(), now())
            returning *
            """)
        .param(UUID.randomUUID())
        .param(fileId)
        .param(CUTOUT)
        .param(order.effects())
        .param(correlationId)
        .query(JobRow::read)
        .single();
  }

  public Optional<Job> find(UUID id) {
    return jdbc.sql("select * from generation_jobs where id = ?")
        .param(id)
        .query(JobRow::read)
        .optional();
  }

  /** The job that makes the cut-out of a file. */
  public Optional<Job> cutoutOf(UUID fileId) {
    return jdbc.sql("select * from generation_jobs where file_id = ? and kind = ?")
        .param(fileId)
        .param(CUTOUT)
        .query(JobRow::read)
        .optional();
  }
}
