package dev.belay.controlplane.job;

import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.ExitStatus;
import org.springframework.batch.core.job.AbstractJob;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobExecutionException;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;
import org.springframework.batch.core.step.StepExecution;

/**
 * One piece of work: made for it and gone with it, since what it is about is an object and no
 * parameter.
 */
final class OneTimeJob<S extends Step> extends AbstractJob {

  private final List<S> steps;
  private final Predicate<S> settled;

  OneTimeJob(JobRepository repository, String name, List<S> steps, Predicate<S> settled) {
    super(name);
    this.steps = List.copyOf(steps);
    this.settled = settled;
    setJobRepository(repository);
    try {
      afterPropertiesSet();
    } catch (Exception e) {
      throw new IllegalStateException("cannot make the job " + name, e);
    }
  }

  @Override
  protected void doExecute(JobExecution execution) throws JobExecutionException {
    for (S step : steps) {
      StepExecution done = handleStep(step, execution);
      if (done.getStatus() != BatchStatus.COMPLETED) {
        execution.upgradeStatus(done.getStatus());
        execution.setExitStatus(done.getExitStatus());
        return;
      }
      if (settled.test(step)) {
        break;
      }
    }
    execution.upgradeStatus(BatchStatus.COMPLETED);
    execution.setExitStatus(ExitStatus.COMPLETED);
  }

  @Override
  public @Nullable Step getStep(String name) {
    return steps.stream().filter(step -> step.getName().equals(name)).findFirst().orElse(null);
  }

  @Override
  public Collection<String> getStepNames() {
    return steps.stream().map(Step::getName).toList();
  }
}
