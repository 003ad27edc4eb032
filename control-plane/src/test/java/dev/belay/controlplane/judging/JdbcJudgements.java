package dev.belay.controlplane.judging;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Stores on a database, with the product's own migrations. */
final class JdbcJudgements {

  private JdbcJudgements() {}

  static JudgementStore migrated(DataSource dataSource) {
    Flyway.configure()
        .dataSource(dataSource)
        .locations("classpath:dev/belay/controlplane/db")
        .load()
        .migrate();
    return on(dataSource);
  }

  static JudgementStore on(DataSource dataSource) {
    return new JdbcJudgementStore(
        JdbcClient.create(dataSource),
        new TransactionTemplate(new JdbcTransactionManager(dataSource)));
  }
}
