package dev.belay.controlplane.verification;

import dev.belay.controlplane.catalog.Revision;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Flyway's own table, by the name that the release's settings give it. One that only the artifact
 * names is not known here.
 *
 * @param schema null for the one that the session works in
 */
record HistoryTable(@Nullable String schema, String table) {

  private static final int MOST_ROWS = 20_000;
  private static final String STANDARD = "flyway_schema_history";

  static HistoryTable of(Revision revision) {
    Map<String, String> settings = revision.settings().values();
    String schema = settings.get("SPRING_FLYWAY_DEFAULTSCHEMA");
    schema = schema == null ? settings.get("SPRING_FLYWAY_DEFAULT_SCHEMA") : schema;
    // Without a default, Flyway keeps its table in the first of the schemas that it manages.
    schema = schema == null ? settings.get("SPRING_FLYWAY_SCHEMAS") : schema;
    String first = schema == null ? "" : schema.split(",", 2)[0].strip();
    String table = settings.getOrDefault("SPRING_FLYWAY_TABLE", "").strip();
    return new HistoryTable(first.isEmpty() ? null : first, table.isEmpty() ? STANDARD : table);
  }

  /**
   * In a transaction of its own that cannot write and gives up before anybody waits behind it.
   *
   * @return empty if it is not there, and one of another name is
   */
  Optional<List<AppliedScripts.Row>> rows(Connection connection) throws SQLException {
    connection.setReadOnly(true);
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute("set local statement_timeout = '3s'");
      statement.execute("set local lock_timeout = '1s'");
      return isThere(connection)
          ? Optional.of(read(statement))
          : hasAnother(statement) ? Optional.empty() : Optional.of(List.of());
    } finally {
      connection.rollback();
    }
  }

  private boolean isThere(Connection connection) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("select to_regclass(?) is not null")) {
      query.setString(1, name());
      try (ResultSet there = query.executeQuery()) {
        return there.next() && there.getBoolean(1);
      }
    }
  }

  /** By a column that only Flyway's table has. */
  private static boolean hasAnother(Statement statement) throws SQLException {
    try (ResultSet another =
        statement.executeQuery(
            """
            select exists (select 1 from pg_attribute a join pg_class c on c.oid = a.attrelid
              where c.relkind = 'r' and a.attname = 'installed_rank' and not a.attisdropped)
            """)) {
      return another.next() && another.getBoolean(1);
    }
  }

  private List<AppliedScripts.Row> read(Statement statement) throws SQLException {
    var rows = new ArrayList<AppliedScripts.Row>();
    statement.setMaxRows(MOST_ROWS);
    try (ResultSet row =
        statement.executeQuery(
            "select version, type, checksum, success from %s order by installed_rank"
                .formatted(name()))) {
      while (row.next()) {
        rows.add(
            new AppliedScripts.Row(
                row.getString(1),
                row.getString(2),
                row.getObject(3, Integer.class),
                row.getBoolean(4)));
      }
    }
    return rows;
  }

  private String name() {
    return schema == null ? quoted(table) : quoted(schema) + "." + quoted(table);
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
