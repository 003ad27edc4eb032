package dev.belay.controlplane.verification.compatibility;

import dev.belay.controlplane.verification.compatibility.Replay.Column;
import dev.belay.controlplane.verification.contract.RecordedStatement;
import dev.belay.controlplane.verification.contract.RecordedStatement.ReadColumn;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Does code that read a result before read it now? What the driver converts is asked of the driver:
 * it takes an integer column for a {@code getObject} of {@code Integer} and a bigint one not.
 */
final class Reading {

  private final Connection connection;

  /**
   * @param connection in a transaction, to a server that has the types of after
   */
  Reading(Connection connection) {
    this.connection = connection;
  }

  List<Break> judge(RecordedStatement recorded, List<Column> before, List<Column> after)
      throws SQLException {
    var breaks = new ArrayList<Break>();
    Map<String, Column> now = byName(after);
    Map<String, String> getters = getters(recorded);
    for (Column old : byName(before).values()) {
      Column column = now.get(old.name());
      boolean read = getters.isEmpty() || getters.containsKey(old.name());
      if (column == null) {
        String words = "no longer comes with the result";
        breaks.add(
            read
                ? Break.fails(old.name(), words, recorded.sql())
                : Break.silent(old.name(), words, recorded.sql()));
      } else if (!column.type().equals(old.type())) {
        breaks.add(retyped(recorded.sql(), old, column, getters.get(old.name())));
      }
    }
    return breaks;
  }

  private Break retyped(String sql, Column old, Column now, @Nullable String getter)
      throws SQLException {
    String words = "comes as %s, was %s".formatted(now.type(), old.type());
    return getter != null && reads(old.type(), getter) && !reads(now.type(), getter)
        ? Break.fails(old.name(), words + ": the driver does not read it as " + getter, sql)
        : Break.silent(old.name(), words, sql);
  }

  /**
   * @param getter {@code int}, {@code long} and so on for the driver's own methods, else the class
   *     that is given to {@code getObject}
   */
  private boolean reads(String type, String getter) throws SQLException {
    String sample = new Samples(connection).of(type);
    if (sample == null) {
      return true;
    }
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select " + sample)) {
      row.next();
      return get(row, getter);
    }
  }

  private static boolean get(ResultSet row, String getter) {
    try {
      switch (getter) {
        case "int" -> row.getInt(1);
        case "long" -> row.getLong(1);
        case "short" -> row.getShort(1);
        case "double" -> row.getDouble(1);
        case "float" -> row.getFloat(1);
        case "boolean" -> row.getBoolean(1);
        case "string" -> row.getString(1);
        case "timestamp" -> row.getTimestamp(1);
        case "date" -> row.getDate(1);
        case "decimal" -> row.getBigDecimal(1);
        case "bytes" -> row.getBytes(1);
        default -> {
          if (getter.startsWith("java.")) {
            row.getObject(1, Class.forName(getter, false, null));
          }
        }
      }
      return true;
    } catch (SQLException | ClassCastException refused) {
      // The driver casts some of what it is asked for.
      return false;
    } catch (ClassNotFoundException unknown) {
      // Not a class of the platform: nothing can be said.
      return true;
    }
  }

  private static Map<String, Column> byName(List<Column> columns) {
    var named = new LinkedHashMap<String, Column>();
    columns.forEach(column -> named.putIfAbsent(column.name(), column));
    return named;
  }

  private static Map<String, String> getters(RecordedStatement recorded) {
    var getters = new LinkedHashMap<String, String>();
    for (ReadColumn column : recorded.columns()) {
      if (column.getter() != null) {
        getters.put(column.name(), column.getter());
      }
    }
    return getters;
  }
}
