package dev.belay.controlplane.incident;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Stores on a database, with the product's own migrations. */
final class JdbcIncidents {

  private JdbcIncidents() {}

  static IncidentStore migrated(DataSource dataSource) {
    Flyway.configure()
        .dataSource(dataSource)
        .locations("classpath:dev/belay/controlplane/db")
        .load()
        .migrate();
    return on(dataSource);
  }

  static IncidentStore on(DataSource dataSource) {
    return new JdbcIncidentStore(
        JdbcClient.create(dataSource),
        new TransactionTemplate(new JdbcTransactionManager(dataSource)));
  }
}
