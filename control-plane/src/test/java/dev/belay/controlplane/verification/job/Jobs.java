package dev.belay.controlplane.verification.job;

import dev.belay.controlplane.job.BatchOn;
import dev.belay.controlplane.platform.InMemoryPlatform;
import dev.belay.controlplane.verification.AppliedHistory;
import dev.belay.controlplane.verification.Gates;
import dev.belay.controlplane.verification.Inspection;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.batch.core.launch.JobOperator;
import org.springframework.batch.core.repository.JobRepository;
import org.springframework.jdbc.core.simple.JdbcClient;

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
    BatchOn batch = BatchOn.of(dataSource);
    return new Jobs(
        new JdbcVerifications(JdbcClient.create(dataSource), batch.transactions()),
        batch.repository(),
        batch.operator());
  }

  VerificationJobs with(Inspection... gates) {
    return new VerificationJobs(
        new Gates(List.of(gates)),
        new AppliedHistory(new InMemoryPlatform(Clock.systemUTC())),
        verifications,
        BatchOn.jobs(repository, operator),
        Clock.systemUTC(),
        Duration.ofMinutes(1));
  }
}
