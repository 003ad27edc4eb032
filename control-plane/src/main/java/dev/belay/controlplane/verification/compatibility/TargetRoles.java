package dev.belay.controlplane.verification.compatibility;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Roles that migrations may name, since the target's server has them. */
final class TargetRoles {

  private static final int MOST = 200;

  private TargetRoles() {}

  static List<String> of(Connection target) throws SQLException {
    var roles = new ArrayList<String>();
    try (Statement statement = target.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select rolname from pg_roles where rolname !~ '^pg_' and not rolsuper"
                    + " order by rolname limit "
                    + MOST)) {
      while (rows.next()) {
        roles.add(rows.getString(1));
      }
    }
    return roles;
  }
}
