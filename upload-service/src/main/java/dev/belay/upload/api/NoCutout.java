package dev.belay.upload.api;

import dev.belay.starter.problem.ProblemException;
import dev.belay.upload.jobs.Job;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;

/** Why a file has no cut-out (yet). */
final class NoCutout {

  private NoCutout() {}

  static ProblemException because(@Nullable Job job) {
    ProblemException.Builder problem =
        ProblemException.of(HttpStatus.NOT_FOUND, "no-cutout", "No cut-out");
    if (job == null) {
      return problem
          .detail("No cut-out was asked for when this file was uploaded.")
          .with("jobState", "NONE")
          .build();
    }
    problem.with("jobState", job.state().name()).with("job", JobView.path(job.id()));
    if (job.state().finished()) {
      return problem.detail("The cut-out could not be made; its job says why.").build();
    }
    return problem
        .detail("The cut-out is not made yet: its job is %s.".formatted(job.state()))
        .retryAfter(Duration.ofSeconds(JobController.waitSeconds(job, Instant.now())))
        .build();
  }
}
