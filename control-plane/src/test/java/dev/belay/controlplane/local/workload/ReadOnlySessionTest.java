package dev.belay.controlplane.local.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** What a preflight's Flyway may do, as a real PostgreSQL lets it, superuser or not. */
class ReadOnlySessionTest {

  @Test
  void readsAndIsRefusedToWrite() throws Exception {
    try (EmbeddedPostgres server =
            EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
        Connection connection =
            DriverManager.getConnection(
                InstanceEnvironment.readOnly(server.getJdbcUrl("postgres", "postgres")));
        Statement statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.execute("create table made (id int)"))
          .hasMessageContaining("read-only transaction");
      for (String limit : new String[] {"statement_timeout 10s", "lock_timeout 2s"}) {
        try (var shown = statement.executeQuery("show " + limit.split(" ")[0])) {
          shown.next();
          assertThat(shown.getString(1)).isEqualTo(limit.split(" ")[1]);
        }
      }
    }
  }
}
