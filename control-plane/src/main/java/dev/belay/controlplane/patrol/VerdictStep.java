package dev.belay.controlplane.patrol;

import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.AbstractStep;
import org.springframework.batch.core.step.StepExecution;

/** One part of what a verdict leads to. */
final class VerdictStep extends AbstractStep {

  private final Runnable work;

  VerdictStep(JobRepository repository, String name, Runnable work) {
    super(repository);
    this.work = work;
    setName(name);
    try {
      afterPropertiesSet();
    } catch (Exception e) {
      throw new IllegalStateException("cannot make the step " + name, e);
    }
  }

  @Override
  protected void doExecute(StepExecution execution) {
    work.run();
  }
}
