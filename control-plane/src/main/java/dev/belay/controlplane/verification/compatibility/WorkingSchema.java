package dev.belay.controlplane.verification.compatibility;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.TreeSet;

/** In which schema of its database a service works: an empty one that is judged says nothing. */
sealed interface WorkingSchema {

  /** Where nobody says otherwise. */
  String USUAL = "public";

  record Known(String name) implements WorkingSchema {}

  /**
   * @param why for people, with the names of the schemas
   */
  record Unknown(String why) implements WorkingSchema {}

  /** By where the target keeps the history of its migrations, if it has one. */
  static WorkingSchema of(Connection target) throws SQLException {
    Set<String> histories = histories(target);
    return histories.isEmpty() || histories.contains(USUAL)
        ? new Known(USUAL)
        : new Unknown(
            "the history of migrations lies in the schema %s, and only public is judged"
                .formatted(String.join(", ", histories)));
  }

  private static Set<String> histories(Connection target) throws SQLException {
    var schemas = new TreeSet<String>();
    try (Statement statement = target.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select n.nspname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
                    + " where c.relkind in ('r', 'p') and c.relname = '%s'"
                        .formatted(Drift.HISTORY))) {
      while (rows.next()) {
        schemas.add(rows.getString(1));
      }
    }
    return schemas;
  }
}
