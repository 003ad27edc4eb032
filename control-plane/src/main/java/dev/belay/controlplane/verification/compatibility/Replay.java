package dev.belay.controlplane.verification.compatibility;

import dev.belay.controlplane.catalog.QuotedValues;
import dev.belay.controlplane.verification.contract.RecordedStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Puts statements to a server that has the schema, without running them: it parses, resolves every
 * name, and makes the plan that holds for all values (which PREPARE alone would leave out: it finds
 * the index behind ON CONFLICT only then).
 */
final class Replay {

  private static final String NAME = "belay_replay";
  private static final int SECONDS = 5;

  private final Connection connection;

  /**
   * @param connection in a transaction, with the search path that the service has
   */
  Replay(Connection connection) {
    this.connection = connection;
  }

  /** What the server says. */
  sealed interface Answer {

    /**
     * @param columns of the result, in order; empty for a statement without one
     */
    record Planned(List<Column> columns) implements Answer {}

    /**
     * @param state SQLSTATE
     * @param words one line of the server's, without its hint
     */
    record Refused(String state, String words) implements Answer {}
  }

  /**
   * @param type as the server names it
   */
  record Column(String name, String type) {}

  Answer ask(RecordedStatement recorded) throws SQLException {
    return ask(recorded, null);
  }

  /**
   * @param role whose rights and search path hold; null for the connection's own
   */
  Answer ask(RecordedStatement recorded, @Nullable String role) throws SQLException {
    Sql.Numbered numbered = Sql.numbered(recorded.sql());
    Savepoint here = connection.setSavepoint();
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(SECONDS);
      // The driver would take the numbered parameters' text for its own otherwise.
      statement.setEscapeProcessing(false);
      statement.execute("set local plan_cache_mode = force_generic_plan");
      become(statement, role);
      statement.execute("prepare " + NAME + types(recorded, numbered) + " as " + numbered.sql());
      String execute = "execute " + NAME + arguments(numbered.parameters());
      statement.execute("explain " + execute);
      return new Answer.Planned(columns(execute));
    } catch (SQLException e) {
      if (connection.isClosed()) {
        throw e;
      }
      return new Answer.Refused(String.valueOf(e.getSQLState()), firstLine(e));
    } finally {
      if (!connection.isClosed()) {
        connection.rollback(here);
        // A prepared statement outlives the transaction that made it.
        try (Statement statement = connection.createStatement()) {
          statement.execute("deallocate all");
        }
      }
    }
  }

  /** Until the transaction, or the savepoint before, is rolled back. */
  static void become(Statement statement, @Nullable String role) throws SQLException {
    if (role != null) {
      statement.execute("set local role " + WriteRules.id(role));
    }
  }

  private List<Column> columns(String execute) throws SQLException {
    // Describes the prepared statement's result; nothing is run.
    try (PreparedStatement describing = connection.prepareStatement(execute)) {
      ResultSetMetaData result = describing.getMetaData();
      var columns = new ArrayList<Column>();
      for (int i = 1; result != null && i <= result.getColumnCount(); i++) {
        columns.add(new Column(result.getColumnLabel(i), result.getColumnTypeName(i)));
      }
      return columns;
    }
  }

  static String types(RecordedStatement recorded, Sql.Numbered numbered) {
    if (numbered.parameters() == 0) {
      return "";
    }
    List<String> types = new ArrayList<>();
    boolean known = recorded.parameters().size() == numbered.parameters();
    for (int i = 0; i < numbered.parameters(); i++) {
      String type = known ? recorded.parameters().get(i) : null;
      types.add(type == null || !type.matches("[A-Za-z_][A-Za-z0-9_ ]{0,62}") ? "unknown" : type);
    }
    return " (" + String.join(", ", types) + ")";
  }

  private static String arguments(int count) {
    return count == 0 ? "" : "(" + String.join(",", Collections.nCopies(count, "null")) + ")";
  }

  static String firstLine(SQLException e) {
    String message = String.valueOf(e.getMessage());
    String line = message.lines().findFirst().orElse("no message");
    return QuotedValues.masked(
        line.startsWith("ERROR: ") ? line.substring("ERROR: ".length()) : line);
  }
}
