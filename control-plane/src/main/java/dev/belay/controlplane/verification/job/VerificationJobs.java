package dev.belay.controlplane.verification.job;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.job.OneTimeJobs;
import dev.belay.controlplane.verification.AppliedHistory;
import dev.belay.controlplane.verification.Finding;
import dev.belay.controlplane.verification.Gates;
import dev.belay.controlplane.verification.Subject;
import dev.belay.controlplane.verification.Verification.Looked;
import dev.belay.controlplane.verification.Verification.Outcome;
import dev.belay.controlplane.verification.Verifier;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.BatchStatus;

/**
 * Each verification as a job, one at a time for each service, and so for each target database. See
 * ADR 19.
 */
final class VerificationJobs implements Verifier {

  private static final Logger log = LoggerFactory.getLogger(VerificationJobs.class);

  static final String NAME = "verify-revision";

  private final Gates gates;
  private final AppliedHistory history;
  private final JdbcVerifications verifications;
  private final OneTimeJobs jobs;
  private final Clock clock;
  private final Duration patience;
  private final Map<ServiceName, Semaphore> turns = new ConcurrentHashMap<>();

  /**
   * @param patience how long a verification waits for the one before it
   */
  VerificationJobs(
      Gates gates,
      AppliedHistory history,
      JdbcVerifications verifications,
      OneTimeJobs jobs,
      Clock clock,
      Duration patience) {
    this.gates = gates;
    this.history = history;
    this.verifications = verifications;
    this.jobs = jobs;
    this.clock = clock;
    this.patience = patience;
  }

  @Override
  public List<Finding> verify(Subject subject) {
    Semaphore turn = turns.computeIfAbsent(subject.service(), service -> new Semaphore(1, true));
    if (!taken(turn)) {
      return List.of(busy(subject));
    }
    try {
      return inTurn(subject);
    } finally {
      turn.release();
    }
  }

  @Override
  public List<Finding> notApplied(Revision revision, FencingToken token) {
    return history.notApplied(revision, token);
  }

  private boolean taken(Semaphore turn) {
    try {
      return turn.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while another verification was under way", e);
    }
  }

  private Finding busy(Subject subject) {
    return Finding.blocker(
        "VerificationFailed",
        "Another verification of %s had not ended after %d s"
            .formatted(subject.service(), patience.toSeconds()),
        "Wait until it has ended, then try again; `belay verify %s --history` shows it."
            .formatted(subject.service()),
        Map.of());
  }

  private List<Finding> inTurn(Subject subject) {
    Entry entry = verifications.open(subject, clock.instant());
    try {
      run(entry, subject);
      List<Finding> findings = found(entry);
      boolean blocked = findings.stream().anyMatch(Finding::blocks);
      verifications.end(entry, blocked ? Outcome.BLOCKED : Outcome.PASSED, clock.instant());
      forgetOldest(subject.service());
      return findings;
    } catch (RuntimeException e) {
      failed(entry, e);
      throw e;
    }
  }

  private void failed(Entry entry, RuntimeException why) {
    try {
      verifications.end(entry, Outcome.FAILED, clock.instant());
    } catch (RuntimeException e) {
      why.addSuppressed(e);
    }
  }

  private List<Finding> found(Entry entry) {
    return Gates.worstFirst(
        verifications.looked(entry.id()).stream()
            .map(Looked::findings)
            .flatMap(List::stream)
            .toList());
  }

  private void run(Entry entry, Subject subject) {
    if (entry.again() && jobs.hasEnded(NAME, entry.parameters())) {
      return;
    }
    List<GateStep> steps =
        gates.inOrder().stream()
            .map(
                gate -> new GateStep(jobs.repository(), gate, subject, entry, verifications, clock))
            .toList();
    BatchStatus ended = jobs.run(NAME, entry.parameters(), steps, GateStep::settled);
    for (GateStep step : steps) {
      RuntimeException failure = step.failure();
      if (failure != null) {
        throw failure;
      }
    }
    if (ended != BatchStatus.COMPLETED) {
      throw new IllegalStateException("The verification ended as " + ended);
    }
  }

  @Override
  public void takeOver(FencingToken token) {
    verifications.ownedBefore(token).forEach(this::recover);
  }

  /** One that cannot be recovered is not begun again, and keeps nobody from starting. */
  private void recover(Entry entry) {
    try {
      jobs.hasEnded(NAME, entry.parameters());
      verifications.interrupt(entry, clock.instant());
      log.info(
          "verification of {} r{} was interrupted with its control plane",
          entry.service(),
          entry.number());
    } catch (RuntimeException e) {
      log.warn("verification of {} r{} could not be recovered", entry.service(), entry.number(), e);
    }
  }

  /** A failure costs old rows some more time, and no verification its answer. */
  private void forgetOldest(ServiceName service) {
    try {
      for (Entry old : verifications.surplus(service, clock.instant())) {
        jobs.forget(NAME, old.parameters());
        verifications.remove(old.id());
      }
    } catch (RuntimeException e) {
      log.warn("old verifications of {} could not be forgotten", service, e);
    }
  }
}
