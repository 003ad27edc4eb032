package dev.belay.controlplane.verification.compatibility;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** How large the target's tables are, as its last VACUUM or ANALYZE knew: asking takes no lock. */
record Sizes(Map<String, Long> bytes) {

  static Sizes of(Connection target, String schema) throws SQLException {
    var bytes = new HashMap<String, Long>();
    try (PreparedStatement query =
        target.prepareStatement(
            "select relname, greatest(relpages, 0)::bigint * current_setting('block_size')::int"
                + " from pg_class where relkind in ('r', 'p', 'm')"
                + " and relnamespace = to_regnamespace(quote_ident(?))")) {
      query.setString(1, schema);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          bytes.put(rows.getString(1), rows.getLong(2));
        }
      }
    }
    return new Sizes(bytes);
  }

  long of(String table) {
    return bytes.getOrDefault(table, 0L);
  }
}
