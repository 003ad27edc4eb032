package dev.belay.upload.jobs;

import dev.belay.upload.gpu.GpuProblem;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The table {@code generation_jobs} as a worker sees it. A claimed job belongs to its owner until
 * the lease ends; then anyone may claim it again. Every claim counts {@code attempts} up, and
 * whoever settles a job must still hold that very claim: of two who believe in theirs one settles.
 */
final class JobLeases {

  private static final String STILL_MINE =
      " where id = :id and state = 'RUNNING' and lease_owner = :owner and attempts = :attempt";
  private static final String LET_GO =
      " lease_owner = null, lease_until = null, updated_at = now(), ";

  private final JdbcClient jdbc;
  private final String owner;
  private final Duration lease;

  /**
   * @param owner unique to this process, also among those that bore its name before
   */
  JobLeases(JdbcClient jdbc, String owner, Duration lease) {
    this.jdbc = jdbc;
    this.owner = owner;
    this.lease = lease;
  }

  /** Takes the job that has been due for the longest time, if there is one. */
  Optional<Job> claim() {
    // Running jobs have been due too: the first condition lets the index find both.
    return jdbc.sql(
            """
            with due as materialized (
              select id from generation_jobs
               where kind = :kind and state in ('QUEUED', 'RUNNING') and next_attempt_at <= now()
                 and (state = 'QUEUED' or lease_until <= now())
               order by next_attempt_at
               limit 1
               for update skip locked)
            update generation_jobs job
               set state = 'RUNNING', attempts = attempts + 1, updated_at = now(),
                   lease_owner = :owner, lease_until = now() + make_interval(secs => :lease)
              from due where job.id = due.id
            returning job.*
            """)
        .param("kind", GenerationJobs.CUTOUT)
        .param("owner", owner)
        .param("lease", seconds(lease))
        .query(JobRow::read)
        .optional();
  }

  /** How long until the next queued job is due, {@code most} at most. */
  Duration untilNextDue(Duration most) {
    Double wait =
        jdbc.sql(
                """
                select greatest(0, extract(epoch from next_attempt_at - now()))::float8
                  from generation_jobs
                 where kind = ? and state = 'QUEUED' order by next_attempt_at limit 1
                """)
            .param(GenerationJobs.CUTOUT)
            .query(Double.class)
            .optional()
            .orElse(seconds(most));
    return wait >= seconds(most) ? most : Duration.ofMillis((long) Math.ceil(wait * 1000));
  }

  /** Keeps the jobs that are being worked on. */
  void renew(Collection<UUID> jobs) {
    jdbc.sql(
            """
            update generation_jobs set lease_until = now() + make_interval(secs => :lease)
             where id = any(:ids) and state = 'RUNNING' and lease_owner = :owner
            """)
        .param("lease", seconds(lease))
        .param("ids", jobs.toArray(UUID[]::new))
        .param("owner", owner)
        .update();
  }

  /** Puts back whatever this owner holds, due at once. */
  int giveBack() {
    return jdbc.sql(
            "update generation_jobs set state = 'QUEUED',"
                + LET_GO
                + "next_attempt_at = now() where state = 'RUNNING' and lease_owner = :owner")
        .param("owner", owner)
        .update();
  }

  /** Whether the claim still held; if not, the result counts for nothing. */
  boolean succeed(Job job, Job.Result result) {
    return settle(
        job,
        jdbc.sql(
                "update generation_jobs set state = 'SUCCEEDED',"
                    + LET_GO
                    + """
                    finished_at = now(), failing_since = null,
                    problem_type = null, problem_title = null, result_file = :file,
                    result_content_type = :type, result_sha256 = :sha256, result_bytes = :bytes,
                    result_model_version = :version, result_confidence = :confidence,
                    result_cutout = :cutout\
                    """
                    + STILL_MINE)
            .param("file", result.file())
            .param("type", result.contentType())
            .param("sha256", result.sha256())
            .param("bytes", result.bytes())
            .param("version", result.modelVersion())
            .param("confidence", result.confidence())
            .param("cutout", result.cutout()));
  }

  boolean fail(Job job, GpuProblem problem) {
    return settle(
        job,
        withProblem(
            "update generation_jobs set state = 'FAILED',"
                + LET_GO
                + "finished_at = now(), problem_type = :type, problem_title = :title"
                + STILL_MINE,
            problem));
  }

  /**
   * Queues the job again.
   *
   * @param counts whether this failure counts towards giving up
   */
  boolean again(Job job, GpuProblem problem, Duration delay, boolean counts) {
    String failing = counts ? "coalesce(failing_since, now())" : "null";
    return settle(
        job,
        withProblem(
                "update generation_jobs set state = 'QUEUED',"
                    + LET_GO
                    + "next_attempt_at = now() + make_interval(secs => :delay), failing_since = "
                    + failing
                    + ", problem_type = :type, problem_title = :title"
                    + STILL_MINE,
                problem)
            .param("delay", seconds(delay)));
  }

  private JdbcClient.StatementSpec withProblem(String sql, GpuProblem problem) {
    return jdbc.sql(sql).param("type", problem.type()).param("title", problem.title());
  }

  private boolean settle(Job job, JdbcClient.StatementSpec statement) {
    return statement
            .param("id", job.id())
            .param("owner", owner)
            .param("attempt", job.attempts())
            .update()
        == 1;
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1000.0;
  }
}
