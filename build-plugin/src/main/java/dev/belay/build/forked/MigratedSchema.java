package dev.belay.build.forked;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * Tells which tables and columns a service's migrations make of an empty PostgreSQL: {@code
 * MigratedSchema QUESTION ANSWER}. The service's own Flyway applies them, on a server that is
 * started for it and removed.
 */
public final class MigratedSchema {

  private static final String COLUMNS =
      """
      select n.nspname, c.relname, a.attname
        from pg_class c
        join pg_namespace n on n.oid = c.relnamespace
        join pg_attribute a on a.attrelid = c.oid
       where c.relkind in ('r', 'p', 'v', 'm', 'f') and a.attnum > 0 and not a.attisdropped
         and n.nspname not in ('pg_catalog', 'information_schema', 'pg_toast')
       order by 1, 2, a.attnum
      """;

  private MigratedSchema() {}

  public static void main(String[] args) throws IOException {
    Properties question = new Properties();
    try (Reader in = Files.newBufferedReader(Path.of(args[0]))) {
      question.load(in);
    }
    Rows rows = new Rows();
    try (EmbeddedPostgres server = start()) {
      String url = server.getJdbcUrl("postgres", "postgres");
      migrate(question, url);
      tell(server, rows);
    } catch (IOException | SQLException | RuntimeException | LinkageError e) {
      rows.add("fault", "migrations", firstLines(e));
    }
    rows.write(Path.of(args[1]));
    System.exit(0);
  }

  private static EmbeddedPostgres start() throws IOException {
    return EmbeddedPostgres.builder()
        .setServerConfig("fsync", "off")
        .setPGStartupWait(Duration.ofSeconds(60))
        .start();
  }

  private static void migrate(Properties question, String url) throws FlywayException {
    Map<String, String> settings = new HashMap<>();
    for (String name : question.stringPropertyNames()) {
      if (name.startsWith("flyway.")) {
        settings.put(name, question.getProperty(name));
      }
    }
    FluentConfiguration flyway = Flyway.configure(MigratedSchema.class.getClassLoader());
    flyway.configuration(settings).dataSource(url, "postgres", "").load().migrate();
  }

  private static void tell(EmbeddedPostgres server, Rows rows) throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet columns = statement.executeQuery(COLUMNS)) {
      while (columns.next()) {
        rows.add("migrated", columns.getString(1), columns.getString(2), columns.getString(3));
      }
    }
  }

  private static @Nullable String firstLines(Throwable failure) {
    String words = failure.toString();
    return words.substring(0, Math.min(words.length(), 2_000));
  }
}
