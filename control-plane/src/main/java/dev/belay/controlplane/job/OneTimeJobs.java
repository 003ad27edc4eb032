package dev.belay.controlplane.job;

import java.util.List;
import java.util.function.Predicate;
import org.springframework.batch.core.BatchStatus;
import org.springframework.batch.core.job.JobExecution;
import org.springframework.batch.core.job.JobExecutionException;
import org.springframework.batch.core.job.JobInstance;
import org.springframework.batch.core.job.parameters.JobParameters;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.step.Step;

/** Runs, recovers and forgets them. Its callers see to it that one is in nobody else's hand. */
public final class OneTimeJobs {

  private final JobRepository repository;
  private final JobOperator operator;

  OneTimeJobs(JobRepository repository, JobOperator operator) {
    this.repository = repository;
    this.operator = operator;
  }

  public JobRepository repository() {
    return repository;
  }

  /**
   * Runs it on this thread; one that was begun before goes on behind its last complete step.
   *
   * @param settled a step behind which nothing more is done
   * @return as what it ended
   */
  public <S extends Step> BatchStatus run(
      String name, JobParameters parameters, List<S> steps, Predicate<S> settled) {
    try {
      return operator
          .start(new OneTimeJob<>(repository, name, steps, settled), parameters)
          .getStatus();
    } catch (JobExecutionException e) {
      throw new IllegalStateException(
          "The job %s could not begin: %s".formatted(name, e.getMessage()), e);
    }
  }

  /** Recovers what an earlier control plane left of it, which is dead or fenced off. */
  public boolean hasEnded(String name, JobParameters parameters) {
    JobInstance instance = repository.getJobInstance(name, parameters);
    if (instance == null) {
      return false;
    }
    List<JobExecution> executions = repository.getJobExecutions(instance);
    if (executions.isEmpty()) {
      // It fell between the two rows; Batch would refuse to go on from there.
      repository.deleteJobInstance(instance);
      return false;
    }
    executions.stream().filter(JobExecution::isRunning).forEach(operator::recover);
    return executions.stream().anyMatch(each -> each.getStatus() == BatchStatus.COMPLETED);
  }

  /** Removes what is remembered of it; nothing if that is nothing. */
  public void forget(String name, JobParameters parameters) {
    JobInstance instance = repository.getJobInstance(name, parameters);
    if (instance != null) {
      repository.deleteJobInstance(instance);
    }
  }
}
