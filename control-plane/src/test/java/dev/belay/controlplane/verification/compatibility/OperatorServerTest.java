package dev.belay.controlplane.verification.compatibility;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.controlplane.platform.ScratchServers;
import dev.belay.controlplane.platform.ScratchServers.ScratchUnavailableException;
import dev.belay.controlplane.platform.ScratchServersTck;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Databases of ours on a server that is somebody else's. */
class OperatorServerTest extends ScratchServersTck {

  private static EmbeddedPostgres postgres;

  @BeforeAll
  static void start() throws IOException {
    postgres = EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
  }

  @AfterAll
  static void stop() throws IOException {
    postgres.close();
  }

  @Override
  protected ScratchServers servers() {
    return new OperatorServer(
        "jdbc:postgresql://localhost:%d/postgres".formatted(postgres.getPort()),
        "postgres",
        "postgres");
  }

  @Override
  protected int left() throws SQLException {
    try (Connection connection = postgres.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select count(*) from pg_database where datname like 'belay_scratch_%'")) {
      row.next();
      return row.getInt(1);
    }
  }

  /** As after kill -9; one that another control plane has just made is left alone. */
  @Test
  void whatWasLeftIsDroppedByNameAndAge() throws Exception {
    long now = Instant.now().getEpochSecond();
    String old = "belay_scratch_%d_00000001_before".formatted(now - 3_600);
    String young = "belay_scratch_%d_00000002_before".formatted(now);
    try (Connection connection = postgres.getPostgresDatabase().getConnection()) {
      execute(connection, "create database " + old);
      execute(connection, "create database " + young);
      servers().open(MAJOR).close();
      assertThat(left()).isEqualTo(1);
      execute(connection, "drop database " + young);
    }
  }

  @Test
  void saysWhyItCannotBeUsed() {
    var gone = new OperatorServer("jdbc:postgresql://localhost:1/postgres", "me", "canary-4711");
    assertThatThrownBy(() -> gone.open(MAJOR))
        .isInstanceOf(ScratchUnavailableException.class)
        .hasMessageContaining("belay.verification.scratch.url")
        .hasMessageNotContaining("4711");
    assertThatThrownBy(() -> new OperatorServer("jdbc:h2:mem:x", "me", "p"))
        .hasMessageContaining("jdbc:postgresql://");
  }
}
