package dev.belay.upload.jobs;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How the jobs are doing. What is unfinished is read from the table now and then, not at each
 * scrape, and is the same from every instance; what was finished is counted by who finished it.
 */
final class JobMeters {

  private final MeterRegistry meters;
  private final JdbcClient jdbc;
  private volatile Map<JobState, Long> unfinished = Map.of();
  private volatile double oldestSeconds;

  JobMeters(MeterRegistry meters, JdbcClient jdbc) {
    this.meters = meters;
    this.jdbc = jdbc;
    for (JobState state : new JobState[] {JobState.QUEUED, JobState.RUNNING}) {
      Gauge.builder("upload.jobs", this, me -> me.count(state))
          .tag("state", state.name())
          .description("Unfinished jobs in the table, whichever instance has them")
          .register(meters);
    }
    Gauge.builder("upload.jobs.oldest", this, me -> me.oldestSeconds)
        .baseUnit("seconds")
        .description("Age of the oldest queued job")
        .register(meters);
  }

  private double count(JobState state) {
    return unfinished.getOrDefault(state, 0L);
  }

  /** Reads what is unfinished; the partial index holds nothing else. */
  void refresh() {
    Map<JobState, Long> counts = new EnumMap<>(JobState.class);
    double[] oldest = {0};
    jdbc.sql(
            """
            select state, count(*), extract(epoch from now() - min(created_at))::float8
              from generation_jobs where state in ('QUEUED', 'RUNNING') group by state
            """)
        .query(row -> {
          JobState state = JobState.valueOf(row.getString(1));
          counts.put(state, row.getLong(2));
          if (state == JobState.QUEUED) {
            oldest[0] = row.getDouble(3);
          }
        });
    unfinished = counts;
    oldestSeconds = oldest[0];
  }

  void attempted(Duration took, String outcome) {
    Timer.builder("upload.jobs.attempt")
        .description("Attempts, from claiming to settling")
        .tag("outcome", outcome)
        .register(meters)
        .record(took);
  }

  void finished(Job job, JobState state) {
    Duration age = Duration.between(job.createdAt(), Instant.now());
    Timer.builder("upload.jobs.duration")
        .description("From the upload to the end of its job")
        .tag("state", state.name())
        .register(meters)
        .record(age.isNegative() ? Duration.ZERO : age);
  }
}
