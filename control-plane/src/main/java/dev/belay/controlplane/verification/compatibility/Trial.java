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
import java.util.List;

/**
 * Runs a write for real, with values made up, on a copy without data, and takes it back: shows what
 * only running shows, such as a trigger that refuses or swallows rows. Foreign keys are off, since
 * there are no parents.
 */
final class Trial {

  private static final int SECONDS = 5;
  private static final String NAME = "belay_trial";

  private final Connection connection;
  private final Catalogue catalogue;
  private final Samples samples;

  /**
   * @param connection to a copy that nobody else uses, without automatic commits
   */
  Trial(Connection connection, Catalogue catalogue) throws SQLException {
    this.connection = connection;
    this.catalogue = catalogue;
    this.samples = new Samples(connection);
    withoutForeignKeys();
  }

  /** What came of it. */
  sealed interface Ended {

    record Wrote(int rows) implements Ended {}

    record Refused(String state, String words) implements Ended {}

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

  Ended run(RecordedStatement recorded, List<Write> writes) throws SQLException {
    Savepoint here = connection.setSavepoint();
    try (Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(SECONDS);
      for (Write write : writes) {
        if (write.kind() != Write.Kind.INSERT) {
          plant(write.table());
        }
      }
      Sql.Numbered numbered = Sql.numbered(recorded.sql());
      statement.setEscapeProcessing(false);
      statement.execute(
          "prepare " + NAME + Replay.types(recorded, numbered) + " as " + numbered.sql());
      List<String> arguments = arguments(statement);
      if (arguments.size() < numbered.parameters()) {
        return new Ended.NotTried();
      }
      String list = arguments.isEmpty() ? "" : "(" + String.join(", ", arguments) + ")";
      boolean rows = statement.execute("execute " + NAME + list);
      return new Ended.Wrote(rows ? count(statement) : statement.getUpdateCount());
    } catch (SQLException e) {
      if (connection.isClosed()) {
        throw e;
      }
      return new Ended.Refused(String.valueOf(e.getSQLState()), Replay.firstLine(e));
    } finally {
      if (!connection.isClosed()) {
        connection.rollback(here);
        try (Statement statement = connection.createStatement()) {
          statement.execute("deallocate all");
        }
      }
    }
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

  private List<String> arguments(Statement statement) throws SQLException {
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
      String sample = samples.of(type);
      if (sample != null) {
        arguments.add(sample);
      }
    }
    return arguments;
  }

  /** A row for an update or a delete to find, if one can be made. */
  private void plant(String table) throws SQLException {
    Relation relation = catalogue.relations().get(table);
    if (relation == null) {
      return;
    }
    var names = new ArrayList<String>();
    var values = new ArrayList<String>();
    for (var column : relation.columns().entrySet()) {
      Column described = column.getValue();
      String sample =
          described.generated() == Catalogue.Generated.NONE ? samples.of(described.type()) : null;
      if (sample != null) {
        names.add(WriteRules.id(column.getKey()));
        values.add(sample);
      }
    }
    Savepoint here = connection.setSavepoint();
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "insert into %s (%s) overriding system value values (%s)"
              .formatted(
                  WriteRules.id(table), String.join(", ", names), String.join(", ", values)));
    } catch (SQLException e) {
      if (connection.isClosed()) {
        throw e;
      }
      // A made-up row that a constraint refuses: then there is none.
      connection.rollback(here);
    }
  }
}
