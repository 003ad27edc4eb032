package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.FencingToken;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The product's stores, on the product's own migrations. */
class JdbcRenewalStoreTest {

  abstract static class OnDatabase extends RenewalStoreTck {

    private RolloutStore rollouts;
    private RenewalStore store;
    private FencingToken token;

    void on(DataSource dataSource) {
      rollouts = JdbcStores.migrated(dataSource);
      store = new JdbcRenewalStore(JdbcClient.create(dataSource));
      token = rollouts.takeOver();
    }

    @Override
    RenewalStore store() {
      return store;
    }

    @Override
    FencingToken token() {
      return token;
    }

    @Override
    FencingToken succeeded() {
      return rollouts.takeOver();
    }
  }

  @Nested
  class InH2 extends OnDatabase {

    @TempDir private Path directory;
    private JdbcConnectionPool pool;

    @BeforeEach
    void open() {
      pool =
          JdbcConnectionPool.create(
              "jdbc:h2:file:" + directory.resolve("store") + ";WRITE_DELAY=0", "sa", "");
      on(pool);
    }

    @AfterEach
    void close() {
      pool.dispose();
    }
  }

  @Nested
  class InPostgres extends OnDatabase {

    private static EmbeddedPostgres server;
    private static int databases;

    @BeforeAll
    static void start() throws IOException {
      server = EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
    }

    @AfterAll
    static void stop() throws IOException {
      server.close();
    }

    @BeforeEach
    void open() throws SQLException {
      String database = "store" + databases++;
      try (var connection = server.getPostgresDatabase().getConnection();
          var statement = connection.createStatement()) {
        statement.execute("create database " + database);
      }
      on(server.getDatabase("postgres", database));
    }
  }
}
