package dev.belay.drills;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Looks for canaries where they do not belong. Says which and where, never what. */
final class Canaries {

  private final Collection<Canary> all;
  private final Set<String> found = new TreeSet<>();
  private final Set<String> looked = new TreeSet<>();

  Canaries(Collection<Canary> all) {
    this.all = List.copyOf(all);
  }

  /** Each as {@code canary: place}. */
  Set<String> found() {
    return found;
  }

  /** The places, of any kind. */
  Set<String> looked() {
    return looked;
  }

  void search(String place, String text) {
    looked.add(place);
    for (Canary canary : all) {
      if (!canary.belongs(place) && canary.in(text)) {
        found.add(canary + ": " + place);
      }
    }
  }

  /** All files, by their path from there; as bytes, for databases and archives are no text. */
  void files(Path root) throws IOException {
    try (var files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        search(root.relativize(file).toString(), new String(Files.readAllBytes(file), ISO_8859_1));
      }
    }
  }

  /** Every column of every table that is not the database's own. */
  void tables(Connection connection) throws SQLException {
    for (String table : tablesOf(connection)) {
      try (Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery("select * from " + table)) {
        int columns = rows.getMetaData().getColumnCount();
        for (int i = 1; i <= columns; i++) {
          looked.add("table " + table + "." + rows.getMetaData().getColumnLabel(i));
        }
        while (rows.next()) {
          for (int i = 1; i <= columns; i++) {
            search("table " + table + "." + rows.getMetaData().getColumnLabel(i), text(rows, i));
          }
        }
      }
    }
  }

  private static String text(ResultSet rows, int column) throws SQLException {
    Object value = rows.getObject(column);
    if (value instanceof byte[] bytes) {
      return new String(bytes, UTF_8);
    }
    String text = rows.getString(column);
    return text == null ? "" : text;
  }

  private static List<String> tablesOf(Connection connection) throws SQLException {
    var tables = new ArrayList<String>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select table_schema, table_name from information_schema.tables"
                    + " where lower(table_schema) not in ('information_schema', 'pg_catalog')")) {
      while (rows.next()) {
        tables.add("\"%s\".\"%s\"".formatted(rows.getString(1), rows.getString(2)));
      }
    }
    return tables;
  }
}
