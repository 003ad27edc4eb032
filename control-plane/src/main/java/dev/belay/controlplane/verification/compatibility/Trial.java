package dev.belay.controlplane.verification.compatibility;

import dev.belay.controlplane.verification.contract.RecordedStatement;
import dev.belay.controlplane.verification.schema.Catalogue;
import dev.belay.controlplane.verification.schema.Catalogue.Column;
import dev.belay.controlplane.verification.schema.Catalogue.ConstraintKind;
import dev.belay.controlplane.verification.schema.Catalogue.Relation;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/**
 * Runs a statement for real, with values and rows made up, on a copy without data, and takes it
 * back: shows what only running shows, such as a trigger that refuses or swallows rows, or a
 * function that may not read. Foreign keys are off, since there are no parents.
 */
final class Trial {

  private static final int SECONDS = 5;
  private static final String NAME = "belay_trial";

  private final Connection connection;
  private final Catalogue catalogue;
  private final Samples usual;
  private final Samples odd;

  /**
   * @param connection to a copy that nobody else uses, without automatic commits
   */
  Trial(Connection connection, Catalogue catalogue) throws SQLException {
    this.connection = connection;
    this.catalogue = catalogue;
    this.usual = new Samples(connection);
    this.odd = Samples.odd(connection);
    withoutForeignKeys();
  }

  /** What came of it. */
  sealed interface Ended {

    record Wrote(int rows) implements Ended {}

    /**
     * @param raised by a function, whatever state it gives
     */
    record Refused(String state, String words, boolean raised) implements Ended {}

    /** No values could be made up for it. */
    record NotTried() implements Ended {}
  }

  private void withoutForeignKeys() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (var relation : catalogue.relations().entrySet()) {
        for (var constraint : relation.getValue().constraints().entrySet()) {
          if (constraint.getValue().kind() == ConstraintKind.FOREIGN_KEY) {
            statement.execute(
                "alter table %s drop constraint if exists %s"
                    .formatted(
                        WriteRules.id(relation.getKey()), WriteRules.id(constraint.getKey())));
          }
        }
      }
    }
  }

  /** What is made up. */
  enum Values {
    /** Nothing special. */
    USUAL,
    /** Zeros, texts that are no numbers. */
    ODD,
    /** Rows without whatever may be left out. */
    SPARSE
  }

  Ended run(RecordedStatement recorded, List<Write> writes, @Nullable String role, Values values)
      throws SQLException {
    Savepoint here = connection.setSavepoint();
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(SECONDS);
      for (String table : toFind(recorded.sql(), writes)) {
        plant(table, values);
      }
      Replay.become(statement, role);
      Sql.Numbered numbered = Sql.numbered(recorded.sql());
      statement.setEscapeProcessing(false);
      statement.execute(
          "prepare " + NAME + Replay.types(recorded, numbered) + " as " + numbered.sql());
      List<String> arguments = arguments(statement, values);
      if (arguments.size() < numbered.parameters()) {
        return new Ended.NotTried();
      }
      String list = arguments.isEmpty() ? "" : "(" + String.join(", ", arguments) + ")";
      boolean rows = statement.execute("execute " + NAME + list);
      int wrote = rows ? count(statement) : statement.getUpdateCount();
      return new Ended.Wrote(wrote);
    } catch (SQLException e) {
      if (connection.isClosed()) {
        throw e;
      }
      return new Ended.Refused(String.valueOf(e.getSQLState()), Replay.firstLine(e), isRaised(e));
    } finally {
      if (!connection.isClosed()) {
        connection.rollback(here);
        try (Statement statement = connection.createStatement()) {
          statement.execute("deallocate all");
        }
      }
    }
  }

  /** A trigger may well raise what constraints raise. */
  private static boolean isRaised(SQLException e) {
    return e instanceof PSQLException told
        && told.getServerErrorMessage() != null
        && "exec_stmt_raise".equals(told.getServerErrorMessage().getRoutine());
  }

  /** The tables that it reads or changes rows of; not the one that it only adds to. */
  private Set<String> toFind(String sql, List<Write> writes) {
    var tables =
        Sql.tokens(sql).stream()
            .filter(Sql.Token::name)
            .map(Sql.Token::text)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    tables.removeIf(name ->
        writes.stream()
            .anyMatch(write -> write.table().equals(name) && write.kind() == Write.Kind.INSERT));
    writes.stream()
        .filter(write -> write.kind() != Write.Kind.INSERT)
        .forEach(write -> tables.add(write.table()));
    tables.retainAll(catalogue.relations().keySet());
    return tables;
  }

  private static int count(Statement statement) throws SQLException {
    int rows = 0;
    try (ResultSet returned = statement.getResultSet()) {
      while (returned.next()) {
        rows++;
      }
    }
    return rows;
  }

  private List<String> arguments(Statement statement, Values values) throws SQLException {
    var types = new ArrayList<String>();
    try (ResultSet row =
        statement.executeQuery(
            "select unnest(parameter_types)::text from pg_prepared_statements where name = '"
                + NAME
                + "'")) {
      while (row.next()) {
        types.add(row.getString(1));
      }
    }
    var arguments = new ArrayList<String>();
    for (String type : types) {
      String sample = samples(values).of(type);
      if (sample != null) {
        arguments.add(sample);
      }
    }
    return arguments;
  }

  private Samples samples(Values values) {
    return values == Values.ODD ? odd : usual;
  }

  /** A row to be found, if one can be made: with all columns, else with fewer. */
  private void plant(String table, Values values) throws SQLException {
    Relation relation = catalogue.relations().get(table);
    if (relation == null) {
      return;
    }
    Set<String> checked =
        relation.constraints().values().stream()
            .filter(each -> each.kind() == ConstraintKind.CHECK)
            .flatMap(each -> each.columns().stream())
            .collect(Collectors.toSet());
    boolean planted =
        values != Values.SPARSE
            && (planted(table, relation, values, name -> true)
                || planted(table, relation, values, name -> !checked.contains(name)));
    if (!planted) {
      planted(table, relation, values, name -> false);
    }
  }

  /**
   * @param optional which of the columns that may be left out are given a value
   * @return whether the schema takes it
   */
  private boolean planted(
      String table, Relation relation, Values values, Predicate<String> optional)
      throws SQLException {
    var names = new ArrayList<String>();
    var given = new ArrayList<String>();
    for (var column : relation.columns().entrySet()) {
      Column described = column.getValue();
      boolean wanted = optional.test(column.getKey()) || !described.mayBeLeftOut();
      String sample =
          wanted && described.generated() == Catalogue.Generated.NONE
              ? samples(values).of(described.type())
              : null;
      if (sample != null) {
        names.add(WriteRules.id(column.getKey()));
        given.add(sample);
      }
    }
    Savepoint here = connection.setSavepoint();
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "insert into %s (%s) overriding system value values (%s)"
              .formatted(WriteRules.id(table), String.join(", ", names), String.join(", ", given)));
      return true;
    } catch (SQLException e) {
      if (connection.isClosed()) {
        throw e;
      }
      connection.rollback(here);
      return false;
    }
  }
}
