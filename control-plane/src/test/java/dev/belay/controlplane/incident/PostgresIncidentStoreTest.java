package dev.belay.controlplane.incident;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

class PostgresIncidentStoreTest extends IncidentStoreTck {

  private static EmbeddedPostgres server;
  private static int databases;
  private DataSource dataSource;
  private IncidentStore store;

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
    dataSource = server.getDatabase("postgres", database);
    store = JdbcIncidents.migrated(dataSource);
  }

  @Override
  IncidentStore store() {
    return store;
  }

  @Override
  IncidentStore reopened() {
    return JdbcIncidents.on(dataSource);
  }
}
