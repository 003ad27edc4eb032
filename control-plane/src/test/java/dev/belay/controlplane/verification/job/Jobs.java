package dev.belay.controlplane.verification.job;

import dev.belay.controlplane.platform.InMemoryPlatform;
import dev.belay.controlplane.verification.AppliedHistory;
import dev.belay.controlplane.verification.Gates;
import dev.belay.controlplane.verification.Inspection;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.batch.core.configuration.support.MapJobRegistry;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.launch.support.JobOperatorFactoryBean;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.batch.core.repository.support.JdbcJobRepositoryFactoryBean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Verifications on a database, with the product's own migrations. */
record Jobs(JdbcVerifications verifications, JobRepository repository, JobOperator operator) {

  static Jobs migrated(DataSource dataSource) {
    Flyway.configure()
        .dataSource(dataSource)
        .locations("classpath:dev/belay/controlplane/db")
        .load()
        .migrate();
    return on(dataSource);
  }

  static Jobs on(DataSource dataSource) {
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
      return new Jobs(
          new JdbcVerifications(
              JdbcClient.create(dataSource), new TransactionTemplate(transactions)),
          made,
          operator.getObject());
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  VerificationJobs with(Inspection... gates) {
    return new VerificationJobs(
        new Gates(List.of(gates)),
        new AppliedHistory(new InMemoryPlatform(Clock.systemUTC())),
        verifications,
        repository,
        operator,
        Clock.systemUTC(),
        Duration.ofMinutes(1));
  }
}
