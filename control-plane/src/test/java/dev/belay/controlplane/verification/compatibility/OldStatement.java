package dev.belay.controlplane.verification.compatibility;

import dev.belay.controlplane.verification.contract.RecordedStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.postgresql.PGStatement;
import org.postgresql.util.PGobject;

/** A statement of the old code, with the values it is run with and how its result is read. */
record OldStatement(String sql, List<String> types, List<String> values, List<Got> got) {

  record Got(String column, String getter) {}

  static OldStatement parse(String line) {
    String[] parts = line.split("\\|(?!\\|)", 3);
    var types = new ArrayList<String>();
    var values = new ArrayList<String>();
    if (parts.length > 1 && !parts[1].isBlank()) {
      for (String each : parts[1].split(";")) {
        String[] pair = each.strip().split("=", 2);
        types.add(pair[0]);
        values.add(pair[1]);
      }
    }
    var got = new ArrayList<Got>();
    if (parts.length > 2) {
      for (String each : parts[2].split(";")) {
        String[] pair = each.strip().split(":", 2);
        got.add(new Got(pair[0], pair[1]));
      }
    }
    return new OldStatement(parts[0].strip(), types, values, got);
  }

  RecordedStatement recorded() {
    return new RecordedStatement(
        sql,
        RecordedStatement.Source.RECORDED,
        types,
        got.stream()
            .map(each -> new RecordedStatement.ReadColumn(each.column(), each.getter()))
            .toList());
  }

  /** As the old code runs it, reading every row. */
  void run(Connection connection, int run) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      // A plan of before the change would fail once and be made anew: that is told apart.
      statement.unwrap(PGStatement.class).setPrepareThreshold(0);
      for (int i = 0; i < types.size(); i++) {
        var value = new PGobject();
        value.setType(types.get(i));
        String text = values.get(i).replace("{n}", Integer.toString(run));
        value.setValue(text.equals("NULL") ? null : text);
        statement.setObject(i + 1, value);
      }
      boolean rows = statement.execute();
      if (!rows) {
        return;
      }
      try (ResultSet result = statement.getResultSet()) {
        while (result.next()) {
          for (Got each : got) {
            read(result, each);
          }
        }
      }
    }
  }

  private static void read(ResultSet row, Got got) throws SQLException {
    String column = got.column();
    switch (got.getter()) {
      case "int" -> row.getInt(column);
      case "long" -> row.getLong(column);
      case "double" -> row.getDouble(column);
      case "float" -> row.getFloat(column);
      case "boolean" -> row.getBoolean(column);
      case "string" -> row.getString(column);
      case "timestamp" -> row.getTimestamp(column);
      case "decimal" -> row.getBigDecimal(column);
      default -> {
        try {
          row.getObject(column, Class.forName(got.getter()));
        } catch (ClassNotFoundException e) {
          throw new IllegalArgumentException(e);
        }
      }
    }
  }
}
