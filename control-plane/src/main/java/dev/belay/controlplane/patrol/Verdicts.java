package dev.belay.controlplane.patrol;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.job.OneTimeJobs;
import dev.belay.controlplane.patrol.Verdict.Outcome;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.job.parameters.JobParametersBuilder;

/**
 * The history of what patrols said: each verdict that says something new is a job with the steps
 * {@code conduct} and {@code tell}. One that a kill cut off is marked and not begun again, for the
 * next look sees the world as it is then. See ADR 21.
 */
class Verdicts {

  private static final Logger log = LoggerFactory.getLogger(Verdicts.class);
  private static final String NAME = "patrol-service";

  private final JdbcVerdicts stored;
  private final OneTimeJobs jobs;
  private final Clock clock;
  private final AtomicBoolean takenOver = new AtomicBoolean();

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
    recoverOnce(token);
    long id = stored.open(report, token);
    var became = new AtomicReference<>(report);
    BatchStatus ended;
    try {
      ended =
          jobs.run(
              NAME,
              parameters(id),
              List.of(
                  new VerdictStep(
                      jobs.repository(), "conduct", () -> became.set(conduct.apply(report))),
                  new VerdictStep(
                      jobs.repository(),
                      "tell",
                      () -> stored.end(id, became.get().conduct(), Outcome.DONE))),
              step -> false);
    } catch (RuntimeException e) {
      stored.end(id, became.get().conduct(), Outcome.FAILED);
      throw e;
    }
    if (ended != BatchStatus.COMPLETED) {
      stored.end(id, became.get().conduct(), Outcome.FAILED);
    }
    forgetOldest(report.service());
    return became.get();
  }

  /** The newest first; 50 at most. */
  List<Verdict> newest(ServiceName service, int limit) {
    return stored.newest(service, Math.min(limit, Verdict.KEPT));
  }

  private void recoverOnce(FencingToken token) {
    if (takenOver.compareAndSet(false, true)) {
      try {
        for (long id : stored.interrupted(token)) {
          jobs.hasEnded(NAME, parameters(id));
        }
      } catch (RuntimeException e) {
        log.warn("verdicts of an earlier control plane could not be recovered", e);
      }
    }
  }

  /** A failure costs old rows some more time. */
  private void forgetOldest(ServiceName service) {
    try {
      for (long id : stored.surplus(service, clock.instant())) {
        jobs.forget(NAME, parameters(id));
        stored.remove(id);
      }
    } catch (RuntimeException e) {
      log.warn("old verdicts of {} could not be forgotten", service, e);
    }
  }

  private static JobParameters parameters(long id) {
    return new JobParametersBuilder().addLong("verdict", id).toJobParameters();
  }
}
