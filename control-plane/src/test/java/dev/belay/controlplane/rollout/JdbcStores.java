package dev.belay.controlplane.rollout;

import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Stores on a database, with the product's own migrations. */
public final class JdbcStores {

  private JdbcStores() {}

  public static RolloutStore migrated(DataSource dataSource) {
    Flyway.configure()
        .dataSource(dataSource)
        .locations("classpath:dev/belay/controlplane/db")
        .load()
        .migrate();
    return on(dataSource);
  }

  public static RolloutStore on(DataSource dataSource) {
    return new JdbcRolloutStore(
        JdbcClient.create(dataSource),
        new TransactionTemplate(new JdbcTransactionManager(dataSource)));
  }
}
