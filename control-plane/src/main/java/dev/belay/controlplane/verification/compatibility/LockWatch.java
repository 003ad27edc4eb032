package dev.belay.controlplane.verification.compatibility;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks, at the end of each script and in its transaction, which locks it holds and which tables it
 * has written anew: measured, not read from the text.
 */
final class LockWatch implements Callback {

  private static final Logger log = LoggerFactory.getLogger(LockWatch.class);

  /** From the one that only keeps other changes waiting to the one that keeps readers waiting. */
  private static final List<String> MODES =
      List.of(
          "ShareUpdateExclusiveLock",
          "ShareLock",
          "ShareRowExclusiveLock",
          "ExclusiveLock",
          "AccessExclusiveLock");

  private final List<ScriptLocks> seen = new ArrayList<>();
  private Map<String, Long> files = Map.of();
  private String current = "";

  List<ScriptLocks> seen() {
    return List.copyOf(seen);
  }

  /** The script that began last. */
  String current() {
    return current;
  }

  @Override
  public boolean supports(Event event, Context context) {
    return event == Event.BEFORE_EACH_MIGRATE || event == Event.AFTER_EACH_MIGRATE;
  }

  @Override
  public boolean canHandleInTransaction(Event event, Context context) {
    return true;
  }

  @Override
  public void handle(Event event, Context context) {
    Connection connection = context.getConnection();
    try {
      if (event == Event.BEFORE_EACH_MIGRATE) {
        current = context.getMigrationInfo().getScript();
        files = files(connection);
      } else {
        seen.add(look(connection));
      }
    } catch (SQLException e) {
      // The rehearsal itself says what is wrong with the database.
      log.debug("Locks of {} could not be looked at", current, e);
    }
  }

  private ScriptLocks look(Connection connection) throws SQLException {
    SortedMap<String, String> strongest = new TreeMap<>();
    each(
        connection,
        """
        select c.relname, l.mode from pg_locks l join pg_class c on c.oid = l.relation
        where l.pid = pg_backend_pid() and l.granted and c.relkind in ('r', 'p', 'm')
          and l.database = (select oid from pg_database where datname = current_database())
        """,
        row -> {
          String mode = row.getString(2);
          if (MODES.contains(mode) && files.containsKey(row.getString(1))) {
            strongest.merge(
                row.getString(1),
                mode,
                (one, other) -> MODES.indexOf(one) >= MODES.indexOf(other) ? one : other);
          }
        });
    strongest.remove("flyway_schema_history");
    var rewritten = new TreeSet<String>();
    Map<String, Long> now = files(connection);
    files.forEach((table, file) -> {
      Long other = now.get(table);
      if (other != null && !other.equals(file)) {
        rewritten.add(table);
      }
    });
    return new ScriptLocks(current, strongest, rewritten);
  }

  private static Map<String, Long> files(Connection connection) throws SQLException {
    var files = new HashMap<String, Long>();
    each(
        connection,
        """
        select relname, relfilenode from pg_class
        where relkind in ('r', 'p', 'm') and relnamespace not in
          (select oid from pg_namespace where nspname in ('pg_catalog', 'information_schema', 'pg_toast'))
        """,
        row -> files.put(row.getString(1), row.getLong(2)));
    return files;
  }

  private interface Row {
    void read(ResultSet row) throws SQLException;
  }

  private static void each(Connection connection, String query, Row reading) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      while (rows.next()) {
        reading.read(rows);
      }
    }
  }

  @Override
  public String getCallbackName() {
    return "belay-locks";
  }
}
