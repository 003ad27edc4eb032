package dev.belay.controlplane.verification.compatibility;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * What the target gives its roles on whatever migrations make: no migration says it, and without it
 * nobody but the owner could do anything in the copy.
 */
final class DefaultRights {

  private static final int MOST = 1_000;

  private DefaultRights() {}

  /**
   * @param target whose roles the copy's server has
   * @param copy empty, as the role that will make the schema there
   */
  static void copy(Connection target, Connection copy, String schema) throws SQLException {
    List<String> grants = grants(target, schema);
    try (Statement statement = copy.createStatement()) {
      for (String grant : grants) {
        statement.execute(grant);
      }
    }
  }

  private static List<String> grants(Connection target, String schema) throws SQLException {
    var grants = new ArrayList<String>();
    try (var query =
        target.prepareStatement(
            """
            select format('alter default privileges in schema %I grant %s on %s to %I', ?::text, a.privilege_type,
              case d.defaclobjtype when 'r' then 'tables' when 'S' then 'sequences' when 'f' then 'functions'
                else 'types' end, r.rolname)
            from pg_default_acl d
            left join pg_namespace n on n.oid = d.defaclnamespace
            cross join lateral aclexplode(d.defaclacl) a
            join pg_roles r on r.oid = a.grantee
            where (d.defaclnamespace = 0 or n.nspname = ?) and d.defaclobjtype in ('r', 'S', 'f', 'T')
              and r.rolname !~ '^pg_' and not r.rolsuper
              and a.privilege_type <> 'MAINTAIN'
            order by 1
            """)) {
      query.setString(1, schema);
      query.setString(2, schema);
      query.setMaxRows(MOST);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          grants.add(rows.getString(1));
        }
      }
    }
    return grants;
  }
}
