package dev.belay.upload.jobs;

import dev.belay.upload.files.UploadedFile;
import dev.belay.upload.files.UploadedFiles;
import dev.belay.upload.gpu.GpuAnswer;
import dev.belay.upload.gpu.GpuProblem;
import dev.belay.upload.gpu.GpuService;
import dev.belay.upload.store.Cutouts;
import dev.belay.upload.store.LocalCopy;
import dev.belay.upload.store.Part;
import dev.belay.upload.store.Store;
import dev.belay.upload.store.StoreUnavailableException;
import dev.belay.upload.store.StoredFile;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One attempt at a claimed job: ask, keep what comes, settle. Keeping comes before settling and
 * under a name of this attempt alone, so that a row never points at nothing, and an attempt that
 * lost its claim meanwhile harms nobody.
 */
final class Attempt {

  private static final Logger log = LoggerFactory.getLogger(Attempt.class);
  private static final GpuProblem STORE =
      new GpuProblem("urn:belay:problem:store-unavailable", "The store is unavailable");

  private final JobLeases leases;
  private final UploadedFiles files;
  private final Store store;
  private final Cutouts cutouts;
  private final GpuService gpu;
  private final RetryRules rules;
  private final Breaker breaker;
  private final Ending ending;
  private final JobMeters meters;

  Attempt(
      JobLeases leases,
      UploadedFiles files,
      Store store,
      GpuService gpu,
      RetryRules rules,
      Breaker breaker,
      Ending ending,
      JobMeters meters) {
    this.leases = leases;
    this.files = files;
    this.store = store;
    this.cutouts = new Cutouts(store);
    this.gpu = gpu;
    this.rules = rules;
    this.breaker = breaker;
    this.ending = ending;
    this.meters = meters;
  }

  /**
   * @return how it went, for counting
   * @throws org.springframework.dao.DataAccessException if the job could not be settled; its lease
   *     will end
   */
  String run(Job job) throws InterruptedException {
    return switch (ask(job)) {
      case GpuAnswer.Cutout cutout -> keep(job, cutout);
      case GpuAnswer.Refused refused -> {
        breaker.answered();
        yield fail(job, refused.problem(), "refused");
      }
      case GpuAnswer.WrongCredential wrong -> {
        breaker.failed(null);
        yield again(job, wrong.problem(), rules.credentialDelay(), false, "wrong-credential");
      }
      case GpuAnswer.NotNow notNow -> notNow(job, notNow);
    };
  }

  private GpuAnswer ask(Job job) throws InterruptedException {
    Optional<UploadedFile> file = files.find(job.fileId());
    try {
      Optional<StoredFile> main = store.find(job.fileId(), Part.MAIN);
      if (file.isEmpty() || main.isEmpty()) {
        return new GpuAnswer.NotNow(STORE, null, false);
      }
      try (LocalCopy copy = main.get().local()) {
        return gpu.cutout(copy.path(), file.get().main().contentType(), job.effects());
      }
    } catch (StoreUnavailableException e) {
      log.warn("The image of job {} could not be read: {}", job.id(), e.getMessage());
      return new GpuAnswer.NotNow(STORE, null, false);
    }
  }

  private String keep(Job job, GpuAnswer.Cutout cutout) {
    breaker.answered();
    String name;
    try {
      name = cutouts.keep(job.fileId(), job.attempts(), cutout.png());
    } catch (StoreUnavailableException e) {
      log.warn("The cut-out of job {} could not be kept: {}", job.id(), e.getMessage());
      return notNow(job, new GpuAnswer.NotNow(STORE, null, false));
    }
    Job.Result result = result(name, cutout);
    if (!ending.settle(job, JobState.SUCCEEDED, null, () -> leases.succeed(job, result))) {
      cutouts.discard(job.fileId(), name);
      return lost(job);
    }
    cutouts.keepOnly(job.fileId(), name);
    meters.finished(job, JobState.SUCCEEDED);
    log.info("Job {} succeeded at attempt {}", job.id(), job.attempts());
    return "succeeded";
  }

  private String notNow(Job job, GpuAnswer.NotNow answer) {
    if (answer.forEveryone()) {
      breaker.failed(answer.retryAfter());
    }
    if (rules.giveUp(failingFor(job))) {
      return fail(job, rules.givenUp(answer.problem()), "gave-up");
    }
    Duration delay = rules.delay(job.attempts(), answer.retryAfter());
    return again(job, answer.problem(), delay, true, "not-now");
  }

  // Both times are the database's: the row was updated when it was claimed.
  private static Duration failingFor(Job job) {
    Instant since = job.failingSince();
    return since == null ? Duration.ZERO : Duration.between(since, job.updatedAt());
  }

  private String fail(Job job, GpuProblem problem, String outcome) {
    if (!ending.settle(job, JobState.FAILED, problem, () -> leases.fail(job, problem))) {
      return lost(job);
    }
    meters.finished(job, JobState.FAILED);
    log.warn("Job {} failed for good: {}: {}", job.id(), problem.type(), problem.title());
    return outcome;
  }

  private String again(
      Job job, GpuProblem problem, Duration delay, boolean counts, String outcome) {
    if (!leases.again(job, problem, delay, counts)) {
      return lost(job);
    }
    log.warn(
        "Attempt {} at job {} came to nothing, the next is in {} ms: {}: {}",
        job.attempts(),
        job.id(),
        delay.toMillis(),
        problem.type(),
        problem.title());
    return outcome;
  }

  private static String lost(Job job) {
    log.warn("Job {} was taken over by someone else at attempt {}", job.id(), job.attempts());
    return "lost";
  }

  private static Job.Result result(String name, GpuAnswer.Cutout cutout) {
    return new Job.Result(
        name,
        "image/png",
        sha256(cutout.png()),
        cutout.png().length,
        cutout.modelVersion(),
        cutout.confidence(),
        cutout.cutout());
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
