package dev.belay.controlplane.verification.compatibility;

import dev.belay.controlplane.platform.ScratchServers.Scratch;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.core.api.output.ValidateResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.AbstractDataSource;

/** Migrations applied to a database that is thrown away, by Flyway as the service has it. */
final class Rehearsal {

  private static final Logger log = LoggerFactory.getLogger(Rehearsal.class);

  private final Scratch scratch;
  private final String schema;

  /**
   * @param schema that is there already, for what scripts make without saying where
   */
  Rehearsal(Scratch scratch, String schema) {
    this.scratch = scratch;
    this.schema = schema;
  }

  /** How it went. */
  sealed interface Result {

    record Applied(List<ScriptLocks> locks) implements Result {}

    /**
     * @param state SQLSTATE; empty where the database was not asked
     * @param words one line
     */
    record Failed(String script, String state, String words) implements Result {}
  }

  /**
   * Applies all that the database does not have yet, whatever their versions.
   *
   * @param known names of scripts whose locks nobody asks for, since the target has them
   */
  Result apply(Scripts scripts, String database, Path directory, Set<String> known)
      throws IOException {
    applyAtOnce(scripts, database, directory, known);
    scripts.writeTo(directory);
    var locks = new LockWatch();
    try {
      configure(scripts, database, directory).outOfOrder(true).callbacks(locks).load().migrate();
      return new Result.Applied(locks.seen());
    } catch (FlywayException e) {
      SQLException cause = sqlCause(e);
      String script = locks.current();
      return cause == null
          ? new Result.Failed(script, "", firstLine(String.valueOf(e.getMessage())))
          : new Result.Failed(script, String.valueOf(cause.getSQLState()), Replay.firstLine(cause));
    }
  }

  /**
   * In one transaction, for Flyway reads the whole history anew for each migration else. Where one
   * of them cannot run so, nothing is done here.
   */
  private void applyAtOnce(Scripts scripts, String database, Path directory, Set<String> known)
      throws IOException {
    if (known.isEmpty()) {
      return;
    }
    scripts.writeTo(directory, name -> name.startsWith("V") && known.contains(name));
    try {
      configure(scripts, database, directory).outOfOrder(true).group(true).load().migrate();
    } catch (FlywayException e) {
      log.debug("{} is applied script by script", database, e);
    }
  }

  /**
   * What the Flyway of these scripts says of a database that others have migrated; empty if it
   * would start.
   */
  String validate(Scripts scripts, String database, Path directory) throws IOException {
    scripts.writeTo(directory);
    try {
      ValidateResult result = configure(scripts, database, directory).load().validateWithResult();
      return result.validationSuccessful
          ? ""
          : result.invalidMigrations.stream()
              .map(each -> "%s: %s".formatted(each.version, each.errorDetails.errorCode))
              .collect(Collectors.joining(", "));
    } catch (FlywayException e) {
      return firstLine(String.valueOf(e.getMessage()));
    }
  }

  private FluentConfiguration configure(Scripts scripts, String database, Path directory) {
    String[] locations =
        scripts.told().locations().stream()
            .map(directory::resolve)
            .filter(java.nio.file.Files::isDirectory)
            .map(location -> "filesystem:" + location)
            .toArray(String[]::new);
    return Flyway.configure()
        .dataSource(new ScratchSource(database))
        .locations(locations)
        .defaultSchema(schema)
        // It is there already, with the rights that it has on the target.
        .createSchemas(false)
        .placeholders(scripts.placeholders())
        .validateOnMigrate(false)
        .connectRetries(0)
        // Else CREATE INDEX CONCURRENTLY would wait for Flyway's own transaction for ever.
        .configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
        .loggers("slf4j");
  }

  private static @org.jspecify.annotations.Nullable SQLException sqlCause(Throwable thrown) {
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      if (each instanceof SQLException sql) {
        return sql;
      }
    }
    return null;
  }

  private static String firstLine(String message) {
    return message.lines().filter(line -> !line.isBlank()).findFirst().orElse("no message");
  }

  private final class ScratchSource extends AbstractDataSource {

    private final String database;

    ScratchSource(String database) {
      this.database = database;
    }

    @Override
    public Connection getConnection() throws SQLException {
      Connection connection = scratch.connect(database);
      try (Statement statement = connection.createStatement()) {
        statement.execute("set lock_timeout = '3s'");
        statement.execute("set statement_timeout = '20s'");
      }
      return connection;
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
      return getConnection();
    }
  }
}
