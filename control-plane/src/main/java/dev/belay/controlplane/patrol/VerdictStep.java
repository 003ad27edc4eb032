package dev.belay.controlplane.patrol;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.AbstractStep;
import org.springframework.batch.core.step.StepExecution;

/** One part of what a verdict leads to. */
final class VerdictStep extends AbstractStep {

  private static final Logger log = LoggerFactory.getLogger(VerdictStep.class);

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
    try {
      work.run();
    } catch (RuntimeException e) {
      log.warn("the step {} of a verdict could not be done", getName(), e);
      throw new CouldNotDo(getName(), e);
    }
  }

  /** Batch stores what it is thrown, so it is thrown no message and no trace of others. */
  private static final class CouldNotDo extends RuntimeException {

    private static final long serialVersionUID = 1L;

    CouldNotDo(String step, RuntimeException cause) {
      super(
          "The step %s could not be done: %s".formatted(step, cause.getClass().getName()),
          null,
          false,
          false);
    }
  }
}
