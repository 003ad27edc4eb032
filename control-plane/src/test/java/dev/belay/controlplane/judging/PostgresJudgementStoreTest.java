package dev.belay.controlplane.judging;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

class PostgresJudgementStoreTest extends JudgementStoreTck {

  private static EmbeddedPostgres server;
  private static int databases;
  private DataSource dataSource;
  private JudgementStore store;

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
    store = JdbcJudgements.migrated(dataSource);
  }

  @Override
  JudgementStore store() {
    return store;
  }

  @Override
  JudgementStore reopened() {
    return JdbcJudgements.on(dataSource);
  }
}
