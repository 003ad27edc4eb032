package dev.belay.upload.api;

import dev.belay.starter.problem.ProblemException;
import dev.belay.upload.jobs.GenerationJobs;
import dev.belay.upload.jobs.Job;
import dev.belay.upload.jobs.JobState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /api/v1/jobs/{id}}: made to be polled, open to whoever knows an id. */
@RestController
class JobController {

  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private final GenerationJobs jobs;
  private final Clock clock = Clock.systemUTC();

  JobController(GenerationJobs jobs) {
    this.jobs = jobs;
  }

  @GetMapping(path = "/api/v1/jobs/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
  ResponseEntity<JobView> job(
      @PathVariable String id,
      @RequestHeader(name = HttpHeaders.IF_NONE_MATCH, required = false) @Nullable String known) {
    Job job = jobs.find(Ids.parse(id)).orElseThrow(JobController::unknown);
    String etag = etag(job);
    boolean unchanged = known != null && known.contains(etag);
    ResponseEntity.BodyBuilder answer =
        ResponseEntity.status(unchanged ? HttpStatus.NOT_MODIFIED : HttpStatus.OK)
            .eTag(etag)
            .cacheControl(CacheControl.noCache());
    if (!job.state().finished()) {
      answer.header(HttpHeaders.RETRY_AFTER, Long.toString(waitSeconds(job, clock.instant())));
    }
    return unchanged ? answer.build() : answer.body(JobView.of(job));
  }

  /** When there may be news: soon while running, else after the next attempt. */
  static long waitSeconds(Job job, Instant now) {
    if (job.state() != JobState.QUEUED) {
      return 1;
    }
    long untilAttempt = Duration.between(now, job.nextAttemptAt()).toSeconds() + 1;
    return Math.min(Math.max(untilAttempt, 1), LONGEST_WAIT.toSeconds());
  }

  // Every change of a job writes the time.
  private static String etag(Job job) {
    Instant at = job.updatedAt();
    long micros = at.getEpochSecond() * 1_000_000 + at.getNano() / 1_000;
    return "\"%s-%d-%x\""
        .formatted(job.state().name().toLowerCase(Locale.ROOT), job.attempts(), micros);
  }

  private static ProblemException unknown() {
    return ProblemException.of(HttpStatus.NOT_FOUND, "no-such-job", "No such job")
        .detail("There is no job with this id.")
        .build();
  }
}
