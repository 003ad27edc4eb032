package dev.belay.controlplane.verification.compatibility;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A value for each type, found by asking the server which it takes. The same for a type each time,
 * so that a row that was made of samples is found by samples.
 */
final class Samples {

  private static final List<String> OTHERS =
      List.of(
          "true",
          "2020-01-01",
          "00:00",
          "1 day",
          "00000000-0000-4000-8000-000000000001",
          "{}",
          "127.0.0.1",
          "(1,1)",
          "empty",
          "<a/>",
          "08:00:2b:01:02:03",
          "");

  private final Connection connection;
  private final List<String> first;
  private final Map<String, String> known = new HashMap<>();

  /**
   * @param connection in a transaction
   */
  Samples(Connection connection) {
    this(connection, List.of("1"));
  }

  private Samples(Connection connection, List<String> first) {
    this.connection = connection;
    this.first = first;
  }

  /** No number, zero, no truth: what code writes now and then, and what checks forget. */
  static Samples odd(Connection connection) {
    return new Samples(connection, List.of("ab", "0", "false"));
  }

  /** An expression of the type; null where nothing is known that it takes. */
  @Nullable String of(String type) throws SQLException {
    String found = known.get(type);
    if (found == null) {
      found = find(type);
      known.put(type, found);
    }
    return found.isEmpty() ? null : found;
  }

  private String find(String type) throws SQLException {
    for (String candidate : Stream.concat(first.stream(), OTHERS.stream()).toList()) {
      String expression = "'" + candidate + "'::" + type;
      if (works(expression)) {
        return expression;
      }
    }
    String first = "enum_first(null::" + type + ")";
    return works(first) ? first : "";
  }

  private boolean works(String expression) throws SQLException {
    Savepoint here = connection.setSavepoint();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select " + expression + " is not null")) {
      return row.next() && row.getBoolean(1);
    } catch (SQLException e) {
      if (connection.isClosed()) {
        throw e;
      }
      connection.rollback(here);
      return false;
    }
  }
}
