package dev.belay.controlplane.verification.compatibility;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.platform.TargetDatabases.Target;
import dev.belay.controlplane.verification.Finding;
import dev.belay.controlplane.verification.Finding.Level;
import dev.belay.controlplane.verification.Subject;
import dev.belay.controlplane.verification.VerificationPolicy;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The gate on one database of a server, with the server's other databases to try things on.
 *
 * @param schema that the revision's settings name; null if they name none
 */
record Judging(EmbeddedPostgres server, String database, String login, @Nullable String schema) {

  static Judging on(EmbeddedPostgres server) {
    return new Judging(server, "postgres", "postgres", null);
  }

  List<Finding> judge(Revision candidate, @Nullable Revision stable) {
    var scratch = new OperatorServer(url("postgres"), "postgres", "postgres");
    return new CompatibilityGate(revision -> Optional.of(target()), scratch)
        .judge(
            new Subject(
                candidate,
                stable,
                List.of(),
                VerificationPolicy.applying(),
                new FencingToken(1),
                Subject.Occasion.QUESTION,
                "tester"));
  }

  private Target target() {
    return new Target() {
      @Override
      public String identity() {
        return database;
      }

      @Override
      public String login() {
        return login;
      }

      @Override
      public Optional<String> schema() {
        return Optional.ofNullable(schema);
      }

      @Override
      public Connection open() throws SQLException {
        return connect();
      }
    };
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(url(database), "postgres", "postgres");
  }

  private String url(String name) {
    return "jdbc:postgresql://localhost:%d/%s".formatted(server.getPort(), name);
  }

  /** Done to the target by somebody else. */
  void run(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  static Finding find(List<Finding> findings, String rule) {
    return findings.stream()
        .filter(each -> each.rule().equals(rule))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + rule + " in " + findings));
  }

  static List<String> blockers(List<Finding> findings) {
    return findings.stream()
        .filter(each -> each.level() == Level.BLOCKER)
        .map(Finding::rule)
        .toList();
  }
}
