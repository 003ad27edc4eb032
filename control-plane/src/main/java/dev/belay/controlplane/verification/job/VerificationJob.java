package dev.belay.controlplane.verification.job;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.AbstractJob;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobExecutionException;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;

/**
 * One verification: made for it and gone with it, since what is verified is an object and no
 * parameter. Ends behind a gate that settles all.
 */
final class VerificationJob extends AbstractJob {

  static final String NAME = "verify-revision";

  private final List<GateStep> steps;

  VerificationJob(JobRepository repository, List<GateStep> steps) {
    super(NAME);
    this.steps = steps;
    setJobRepository(repository);
    try {
      afterPropertiesSet();
    } catch (Exception e) {
      throw new IllegalStateException("cannot make the job " + NAME, e);
    }
  }

  @Override
  protected void doExecute(JobExecution execution) throws JobExecutionException {
    for (GateStep step : steps) {
      StepExecution done = handleStep(step, execution);
      if (done.getStatus() != BatchStatus.COMPLETED) {
        execution.upgradeStatus(done.getStatus());
        execution.setExitStatus(done.getExitStatus());
        return;
      }
      if (step.settled()) {
        break;
      }
    }
    execution.upgradeStatus(BatchStatus.COMPLETED);
    execution.setExitStatus(org.springframework.batch.core.ExitStatus.COMPLETED);
  }

  /** Why a gate could not look; null if all could. */
  @Nullable RuntimeException failure() {
    return steps.stream()
        .map(GateStep::failure)
        .filter(java.util.Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  @Override
  public @Nullable Step getStep(String name) {
    return steps.stream().filter(step -> step.getName().equals(name)).findFirst().orElse(null);
  }

  @Override
  public Collection<String> getStepNames() {
    return steps.stream().map(GateStep::getName).toList();
  }
}
