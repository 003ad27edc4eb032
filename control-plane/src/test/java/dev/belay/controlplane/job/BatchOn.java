package dev.belay.controlplane.job;

import javax.sql.DataSource;
import org.springframework.batch.core.configuration.support.MapJobRegistry;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.launch.support.JobOperatorFactoryBean;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.repository.support.JdbcJobRepositoryFactoryBean;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Spring Batch on a database of a test, as the product has it. */
public record BatchOn(
    JobRepository repository, JobOperator operator, TransactionTemplate transactions) {

  public static BatchOn of(DataSource dataSource) {
    try {
      var transactions = new JdbcTransactionManager(dataSource);
      var repository = new JdbcJobRepositoryFactoryBean();
      repository.setDataSource(dataSource);
      repository.setTransactionManager(transactions);
      repository.setIsolationLevelForCreate("ISOLATION_READ_COMMITTED");
      repository.afterPropertiesSet();
      // Each call makes another proxy around the one before.
      JobRepository made = repository.getObject();
      var operator = new JobOperatorFactoryBean();
      operator.setJobRepository(made);
      operator.setJobRegistry(new MapJobRegistry());
      operator.setTransactionManager(transactions);
      operator.afterPropertiesSet();
      return new BatchOn(made, operator.getObject(), new TransactionTemplate(transactions));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  public OneTimeJobs jobs() {
    return jobs(repository, operator);
  }

  public static OneTimeJobs jobs(JobRepository repository, JobOperator operator) {
    return new OneTimeJobs(repository, operator);
  }
}
