package dev.belay.controlplane.patrol;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.job.OneTimeJobs;
import dev.belay.controlplane.patrol.Verdict.Outcome;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;

/**
 * The history of what patrols said: each verdict that says something new is a job with the steps
 * {@code look} and {@code conduct}. One that a kill cut off is marked and not begun again, for the
 * next look sees the world as it is then. Used by one thread at a time, but for the history. See
 * ADR 21.
 */
class Verdicts {

  private static final Logger log = LoggerFactory.getLogger(Verdicts.class);
  private static final String NAME = "patrol-service";

  private final JdbcVerdicts stored;
  private final OneTimeJobs jobs;
  private final Clock clock;
  private @Nullable FencingToken takenOver;

  Verdicts(JdbcVerdicts stored, OneTimeJobs jobs, Clock clock) {
    this.stored = stored;
    this.jobs = jobs;
    this.clock = clock;
  }

  /**
   * Stores what is said before anything is done about it.
   *
   * @param conduct does it, and says what came of it
   * @return what came of it
   */
  DriftReport pronounce(
      DriftReport report, FencingToken token, UnaryOperator<DriftReport> conduct) {
    long id = stored.open(report, token);
    var became = new AtomicReference<>(report);
    try {
      BatchStatus ended =
          jobs.run(NAME, parameters(id), steps(id, token, became, conduct), s -> false);
      if (ended != BatchStatus.COMPLETED) {
        stored.end(id, token, became.get().conduct(), Outcome.FAILED);
      }
    } catch (RuntimeException e) {
      failed(id, token, became.get(), e);
      throw e;
    }
    forgetOldest(report.service());
    return became.get();
  }

  /** What was seen is in the row; before it is acted on, its right to act is looked at again. */
  private List<VerdictStep> steps(
      long id,
      FencingToken token,
      AtomicReference<DriftReport> report,
      UnaryOperator<DriftReport> conduct) {
    return List.of(
        new VerdictStep(jobs.repository(), "look", () -> stored.hold(token)),
        new VerdictStep(
            jobs.repository(),
            "conduct",
            () -> {
              report.set(conduct.apply(report.get()));
              stored.end(id, token, report.get().conduct(), Outcome.DONE);
            }));
  }

  private void failed(long id, FencingToken token, DriftReport report, RuntimeException why) {
    try {
      stored.end(id, token, report.conduct(), Outcome.FAILED);
    } catch (RuntimeException e) {
      why.addSuppressed(e);
    }
  }

  /** The newest first; 50 at most. */
  List<Verdict> newest(ServiceName service, int limit) {
    return stored.newest(service, Math.min(limit, Verdict.KEPT));
  }

  /**
   * Recovers what earlier control planes left, once for each token. What cannot be recovered is
   * marked all the same, and keeps nobody from looking.
   */
  void takeOver(FencingToken token) {
    if (token.equals(takenOver)) {
      return;
    }
    for (long id : stored.ownedBefore(token)) {
      try {
        jobs.hasEnded(NAME, parameters(id));
      } catch (RuntimeException e) {
        log.warn("the job of verdict {} could not be recovered", id, e);
      }
      stored.interrupt(id, token);
    }
    takenOver = token;
  }

  /** A failure costs old rows some more time. */
  private void forgetOldest(ServiceName service) {
    for (long id : stored.surplus(service, clock.instant())) {
      try {
        jobs.forget(NAME, parameters(id));
        stored.remove(id);
      } catch (RuntimeException e) {
        log.warn("verdict {} of {} could not be forgotten", id, service, e);
      }
    }
  }

  private static JobParameters parameters(long id) {
    return new JobParametersBuilder().addLong("verdict", id).toJobParameters();
  }
}
