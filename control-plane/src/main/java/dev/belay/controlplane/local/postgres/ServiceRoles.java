package dev.belay.controlplane.local.postgres;

import dev.belay.controlplane.local.workload.ServiceDatabases.Access;
import dev.belay.controlplane.local.workload.ServiceDatabases.Login;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Gives a service its database and two roles: one owns the schema and is used by migrations only,
 * the other may read and change rows. Done at every start, and without effect the second time.
 */
final class ServiceRoles {

  /** Three pools of ten: stable, a candidate, and what a killed instance has left open. */
  private static final int APPLICATION_CONNECTIONS = 30;

  private static final int MIGRATION_CONNECTIONS = 5;

  private final AdminConnection admin;
  private final boolean wholeServer;

  /**
   * @param wholeServer whether the server is ours alone, so that its other databases are closed too
   */
  ServiceRoles(AdminConnection admin, boolean wholeServer) {
    this.admin = admin;
    this.wholeServer = wholeServer;
  }

  void ensure(String database, Access access) throws SQLException {
    try (Connection connection = admin.open()) {
      withoutLogging(connection);
      ensureRole(connection, access.migration(), MIGRATION_CONNECTIONS);
      ensureRole(connection, access.application(), APPLICATION_CONNECTIONS);
      ensureDatabase(connection, database, access);
    }
    try (Connection connection = admin.openDatabase(database)) {
      grant(connection, access);
    }
  }

  /** A failing statement would be logged, with the password in it. Only superusers may do so. */
  private static void withoutLogging(Connection connection) {
    try {
      run(connection, "set log_min_error_statement = 'panic'");
    } catch (SQLException notSuperuser) {
      // The server is someone else's, and so is its log.
    }
  }

  private static void ensureRole(Connection connection, Login login, int limit)
      throws SQLException {
    String role = identifier(login.username());
    if (!exists(connection, "select 1 from pg_roles where rolname = ?", login.username())) {
      run(connection, "create role " + role);
    }
    run(
        connection,
        "alter role %s with login password %s connection limit %d"
            .formatted(role, literal(login.password()), limit));
  }

  private void ensureDatabase(Connection connection, String name, Access access)
      throws SQLException {
    String database = identifier(name);
    String owner = identifier(access.migration().username());
    if (!exists(connection, "select 1 from pg_database where datname = ?", name)) {
      if (!isSuperuser(connection)) {
        // Only a member may give something away to a role.
        run(connection, "grant " + owner + " to current_user");
      }
      run(connection, "create database " + database + " owner " + owner);
    }
    run(connection, "revoke connect, temporary on database " + database + " from public");
    run(
        connection,
        "grant connect on database %s to %s"
            .formatted(database, identifier(access.application().username())));
    if (wholeServer) {
      run(connection, "revoke connect on database postgres, template1 from public");
    }
  }

  private static void grant(Connection connection, Access access) throws SQLException {
    String owner = identifier(access.migration().username());
    String application = identifier(access.application().username());
    run(connection, "revoke all on schema public from public");
    run(connection, "alter schema public owner to " + owner);
    run(connection, "grant usage on schema public to " + application);
    String byDefault = "alter default privileges for role " + owner + " in schema public grant ";
    run(connection, byDefault + "select, insert, update, delete on tables to " + application);
    run(connection, byDefault + "usage, select on sequences to " + application);
  }

  private static boolean isSuperuser(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        var row =
            statement.executeQuery("select rolsuper from pg_roles where rolname = current_user")) {
      return row.next() && row.getBoolean(1);
    }
  }

  private static boolean exists(Connection connection, String query, String value)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, value);
      try (var rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String identifier(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  private static String literal(String value) {
    return "'" + value.replace("'", "''") + "'";
  }
}
