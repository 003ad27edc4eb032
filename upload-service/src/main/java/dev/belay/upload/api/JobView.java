package dev.belay.upload.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.belay.upload.gpu.GpuProblem;
import dev.belay.upload.jobs.Job;
import dev.belay.upload.jobs.JobState;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A job as JSON.
 *
 * @param nextAttemptAt only while queued
 * @param problem of the last attempt, if it had one
 * @param result only when succeeded
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record JobView(
    UUID id,
    JobState state,
    UUID fileId,
    int attempts,
    Instant createdAt,
    Instant updatedAt,
    @Nullable Instant nextAttemptAt,
    @Nullable GpuProblem problem,
    @Nullable ResultView result) {

  @JsonInclude(JsonInclude.Include.NON_NULL)
  record ResultView(
      String url,
      String contentType,
      long bytes,
      @Nullable String modelVersion,
      @Nullable Double confidence,
      @Nullable String cutout) {}

  /** Where to look for the rest. */
  record Link(UUID id, JobState state, String url) {

    static @Nullable Link to(@Nullable Job job) {
      return job == null ? null : new Link(job.id(), job.state(), path(job.id()));
    }
  }

  static String path(UUID id) {
    return "/api/v1/jobs/" + id;
  }

  static JobView of(Job job) {
    return new JobView(
        job.id(),
        job.state(),
        job.fileId(),
        job.attempts(),
        job.createdAt(),
        job.updatedAt(),
        job.state() == JobState.QUEUED ? job.nextAttemptAt() : null,
        job.problem(),
        result(job));
  }

  private static @Nullable ResultView result(Job job) {
    Job.Result result = job.result();
    return result == null
        ? null
        : new ResultView(
            FileView.path(job.fileId()) + "/cutout",
            result.contentType(),
            result.bytes(),
            result.modelVersion(),
            result.confidence(),
            result.cutout());
  }
}
