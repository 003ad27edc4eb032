package dev.belay.controlplane.local.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How long a migration's session waits for others, and others for it, on a real PostgreSQL. */
class MigratingSessionTest {

  private static EmbeddedPostgres server;

  @BeforeAll
  static void start() throws IOException {
    server = EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  private static String url() {
    return InstanceEnvironment.migrating(server.getJdbcUrl("postgres", "postgres"));
  }

  @Test
  void givesUpALockThatSomebodyHolds() throws Exception {
    try (Connection user = server.getPostgresDatabase().getConnection();
        Connection migration = DriverManager.getConnection(url())) {
      user.createStatement().execute("create table held (id int)");
      user.setAutoCommit(false);
      user.createStatement().execute("insert into held values (1)");
      assertThatThrownBy(
              () -> migration.createStatement().execute("alter table held add column name text"))
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("lock timeout");
    }
  }

  @Test
  void hasFiveMinutesForAStatement() throws Exception {
    try (Connection migration = DriverManager.getConnection(url());
        var shown = migration.createStatement().executeQuery("show statement_timeout")) {
      shown.next();
      assertThat(shown.getString(1)).isEqualTo("5min");
    }
  }

  @Test
  void aStatementEndsWhenItsClientIsKilled() throws Exception {
    var child =
        new ProcessBuilder(
                List.of(
                    java.nio.file.Path.of(System.getProperty("java.home"), "bin", "java")
                        .toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    Child.class.getName(),
                    url()))
            .redirectErrorStream(true)
            .start();
    try (Connection watcher = server.getPostgresDatabase().getConnection()) {
      await().atMost(Duration.ofSeconds(60)).until(() -> asleep(watcher) == 1);
      child.destroyForcibly();
      assertThat(child.waitFor(30, TimeUnit.SECONDS)).isTrue();
      await().atMost(Duration.ofSeconds(30)).until(() -> asleep(watcher) == 0);
    } finally {
      child.destroyForcibly();
    }
  }

  private static int asleep(Connection watcher) throws SQLException {
    try (var found =
        watcher
            .createStatement()
            .executeQuery(
                "select count(*) from pg_stat_activity where state = 'active'"
                    + " and query like 'select pg_sleep%'")) {
      found.next();
      return found.getInt(1);
    }
  }

  /** A migration's statement that takes long. */
  static final class Child {

    private Child() {}

    public static void main(String[] arguments) throws SQLException {
      try (Connection connection = DriverManager.getConnection(arguments[0])) {
        connection.createStatement().execute("select pg_sleep(250)");
      }
    }
  }
}
