package dev.belay.controlplane.verification.job;

import dev.belay.controlplane.job.TimeLimit;
import dev.belay.controlplane.verification.Finding;
import dev.belay.controlplane.verification.Gates;
import dev.belay.controlplane.verification.Inspection;
import dev.belay.controlplane.verification.Subject;
import dev.belay.controlplane.verification.Verification.Looked;
import dev.belay.controlplane.verification.Verification.Verdict;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.AbstractStep;
import org.springframework.batch.core.step.StepExecution;

/** One gate of one verification. What it found is stored before the step counts as ended. */
final class GateStep extends AbstractStep {

  /**
   * Of one gate; what is more is counted. The gates have a finding for each rule, not each fact.
   */
  static final int MOST_FINDINGS = 500;

  private final Inspection inspection;
  private final Subject subject;
  private final Entry entry;
  private final JdbcVerifications verifications;
  private final Clock clock;
  private @Nullable RuntimeException failure;

  GateStep(
      JobRepository repository,
      Inspection inspection,
      Subject subject,
      Entry entry,
      JdbcVerifications verifications,
      Clock clock) {
    super(repository);
    this.inspection = inspection;
    this.subject = subject;
    this.entry = entry;
    this.verifications = verifications;
    this.clock = clock;
    setName(inspection.gate().word());
    try {
      afterPropertiesSet();
    } catch (Exception e) {
      throw new IllegalStateException("cannot make the step " + getName(), e);
    }
  }

  @Override
  protected void doExecute(StepExecution execution) {
    try {
      look(execution.getJobExecutionId());
    } catch (RuntimeException e) {
      failure = e;
      throw new CouldNotLook(getName(), e);
    }
  }

  private void look(long execution) {
    Instant startedAt = clock.instant();
    long began = System.nanoTime();
    var papers = new StoredPapers(entry, verifications);
    @Nullable List<Finding> found =
        new TimeLimit("gate " + getName(), inspection.limit())
            .call(() -> inspection.inspect(subject, papers));
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    List<Finding> all = found == null ? List.of(timedOut()) : bounded(found);
    List<Finding> told = Gates.through(inspection.gate(), subject, all);
    Verdict verdict = found == null ? Verdict.TIMEDOUT : verdict(all, told);
    verifications.looked(
        entry, execution, new Looked(inspection.gate(), startedAt, took, verdict, told));
  }

  private static Verdict verdict(List<Finding> found, List<Finding> told) {
    if (told.stream().anyMatch(Finding::blocks)) {
      return Verdict.BLOCKED;
    }
    return found.stream().anyMatch(Finding::blocks) ? Verdict.RELEASED : Verdict.PASSED;
  }

  private Finding timedOut() {
    long seconds = inspection.limit().toSeconds();
    return Finding.blocker(
        "GateTimedOut",
        "The %s gate had not ended after %d s, so nothing is known of what it looks at"
            .formatted(getName(), seconds),
        "Verify again when the machine has less to do; the control plane's log may say more.",
        Map.of("gate", getName(), "limitSeconds", Long.toString(seconds)));
  }

  private static List<Finding> bounded(List<Finding> found) {
    if (found.size() <= MOST_FINDINGS) {
      return found;
    }
    var kept = new ArrayList<>(Gates.worstFirst(found).subList(0, MOST_FINDINGS - 1));
    kept.add(
        Finding.note(
            "FindingsCut",
            "%d more are not shown; %d are kept of a gate"
                .formatted(found.size() - kept.size(), MOST_FINDINGS),
            "Mend what is shown and verify again.",
            Map.of()));
    return kept;
  }

  /** Whether nothing behind this gate is looked at. */
  boolean settled() {
    return inspection.decisive()
        && verifications.looked(entry.id()).stream()
            .anyMatch(
                looked -> looked.gate() == inspection.gate() && looked.verdict() != Verdict.PASSED);
  }

  @Nullable RuntimeException failure() {
    return failure;
  }

  /** Batch stores what it is thrown, so it is thrown no message and no trace of others. */
  private static final class CouldNotLook extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CouldNotLook(String gate, RuntimeException cause) {
      super(
          "The %s gate could not look: %s".formatted(gate, cause.getClass().getName()),
          null,
          false,
          false);
    }
  }
}
