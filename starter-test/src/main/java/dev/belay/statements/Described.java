package dev.belay.statements;

import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import net.ttddyy.dsproxy.QueryInfo;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGResultSetMetaData;

/**
 * What the driver tells of a statement: the types of its parameters and the columns it returns.
 *
 * @param parameters PostgreSQL's names of types; null where it is not known
 */
record Described(List<@Nullable String> parameters, List<Column> columns) {

  static final Described NOTHING = new Described(List.of(), List.of());

  private static final int MAX_PARAMETERS = 1_000;
  private static final int MAX_COLUMNS = 1_600;

  /**
   * @param table where the column comes from, with its schema if the driver tells; null for an
   *     expression
   */
  record Column(
      String name, @Nullable String type, @Nullable String table, @Nullable String column) {}

  static Described of(PreparedStatement statement, QueryInfo query) {
    return new Described(parameters(statement, query), columns(statement));
  }

  private static List<@Nullable String> parameters(PreparedStatement statement, QueryInfo query) {
    try {
      if (isPostgres(statement)) {
        ParameterMetaData types = statement.getParameterMetaData();
        List<@Nullable String> names = new ArrayList<>();
        for (int i = 1; i <= Math.min(types.getParameterCount(), MAX_PARAMETERS); i++) {
          names.add(types.getParameterTypeName(i));
        }
        return names;
      }
    } catch (SQLException notTold) {
      // The types by which they were set are the next best.
    }
    return SetTypes.of(query);
  }

  private static List<Column> columns(PreparedStatement statement) {
    List<Column> columns = new ArrayList<>();
    try {
      ResultSetMetaData result = statement.getMetaData();
      boolean postgres = result != null && isPostgres(statement);
      for (int i = 1; result != null && i <= Math.min(result.getColumnCount(), MAX_COLUMNS); i++) {
        columns.add(column(result, i, postgres));
      }
    } catch (SQLException notTold) {
      return List.of();
    }
    return columns;
  }

  private static Column column(ResultSetMetaData result, int i, boolean postgres)
      throws SQLException {
    if (!postgres) {
      return new Column(result.getColumnLabel(i), null, null, null);
    }
    String type = result.getColumnTypeName(i);
    if (!result.isWrapperFor(PGResultSetMetaData.class)) {
      return new Column(result.getColumnLabel(i), type, null, null);
    }
    PGResultSetMetaData told = result.unwrap(PGResultSetMetaData.class);
    String table = told.getBaseTableName(i);
    if (table.isEmpty()) {
      return new Column(result.getColumnLabel(i), type, null, null);
    }
    String schema = told.getBaseSchemaName(i);
    return new Column(
        result.getColumnLabel(i),
        type,
        schema.isEmpty() ? table : schema + "." + table,
        told.getBaseColumnName(i));
  }

  private static boolean isPostgres(PreparedStatement statement) throws SQLException {
    return "PostgreSQL".equals(statement.getConnection().getMetaData().getDatabaseProductName());
  }
}
