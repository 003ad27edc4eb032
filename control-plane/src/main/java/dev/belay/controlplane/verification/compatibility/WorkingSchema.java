package dev.belay.controlplane.verification.compatibility;

import dev.belay.controlplane.platform.TargetDatabases.Target;
import dev.belay.controlplane.verification.contract.ReleaseContract;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
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

  /**
   * That which the settings name; else the only one that the code's mapping names; else the first
   * of the serving login's search path. It has to be where the target keeps the history of its
   * migrations, if it has one.
   */
  static WorkingSchema of(Connection looked, Target target, ReleaseContract contract)
      throws SQLException {
    Optional<String> named = target.schema().or(() -> mapped(contract));
    String name = named.isPresent() ? named.get() : ofLogin(looked, target.login());
    Set<String> histories = histories(looked);
    return histories.isEmpty() || histories.contains(name)
        ? new Known(name)
        : new Unknown(
            "the history of migrations lies in the schema %s, and the service seems to work in %s; set SPRING_FLYWAY_DEFAULTSCHEMA, or currentSchema in the database's URL"
                .formatted(String.join(", ", histories), name));
  }

  /** Schemas of mapped tables that are not the one that is judged. */
  static List<String> others(ReleaseContract contract, String name) {
    return contract.mapping().tables().stream()
        .map(ReleaseContract.Table::schema)
        .filter(Objects::nonNull)
        .filter(schema -> !schema.equals(name))
        .distinct()
        .sorted()
        .toList();
  }

  private static Optional<String> mapped(ReleaseContract contract) {
    var schemas = new ArrayList<String>();
    for (ReleaseContract.Table table : contract.mapping().tables()) {
      String schema = table.schema();
      if (schema == null || !schemas.isEmpty() && !schemas.contains(schema)) {
        return Optional.empty();
      }
      schemas.add(schema);
    }
    return schemas.stream().findFirst();
  }

  /**
   * As the server finds it: the first that exists of the role's, the database's or its own path.
   */
  private static String ofLogin(Connection looked, String login) throws SQLException {
    try (PreparedStatement query =
        looked.prepareStatement(
            """
            with named as (
              select substr(setting, length('search_path=') + 1) as path
              from pg_db_role_setting s cross join lateral unnest(s.setconfig) setting
              where starts_with(setting, 'search_path=')
                and s.setdatabase in (0, (select oid from pg_database where datname = current_database()))
                and s.setrole in (0, coalesce((select oid from pg_roles where rolname = ?), 0))
              order by s.setrole <> 0 desc, s.setdatabase <> 0 desc limit 1)
            select n.nspname
            from unnest(string_to_array(coalesce((select path from named), '"$user",public'), ','))
              with ordinality p(part, place)
            join pg_namespace n on n.nspname = case trim(both ' "' from p.part) when '$user' then ?
              else trim(both ' "' from p.part) end
            order by p.place limit 1
            """)) {
      query.setString(1, login);
      query.setString(2, login);
      try (ResultSet row = query.executeQuery()) {
        return row.next() ? row.getString(1) : USUAL;
      }
    }
  }

  private static Set<String> histories(Connection looked) throws SQLException {
    var schemas = new TreeSet<String>();
    try (Statement statement = looked.createStatement();
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

  /** Names without a schema mean this one from now on, also for what the session describes. */
  static void enter(Connection connection, String schema) throws SQLException {
    if (schema.equals(USUAL)) {
      return;
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("set search_path to %s, public".formatted(WriteRules.id(schema)));
    }
  }

  /** Makes the schema in a copy, with who may use it on the target. */
  static void make(Connection looked, Connection copy, String schema) throws SQLException {
    if (schema.equals(USUAL)) {
      return;
    }
    try (Statement statement = copy.createStatement()) {
      statement.execute("create schema if not exists " + WriteRules.id(schema));
      for (String role : users(looked, schema)) {
        statement.execute(
            "grant usage on schema %s to %s".formatted(WriteRules.id(schema), WriteRules.id(role)));
      }
    }
  }

  private static List<String> users(Connection looked, String schema) throws SQLException {
    List<String> known = TargetRoles.of(looked);
    var users = new ArrayList<String>();
    try (PreparedStatement query =
        looked.prepareStatement(
            "select rolname from pg_roles"
                + " where has_schema_privilege(oid, to_regnamespace(quote_ident(?)), 'usage')")) {
      query.setString(1, schema);
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          users.add(rows.getString(1));
        }
      }
    }
    users.retainAll(known);
    return users;
  }
}
