package dev.belay.statements;

import java.sql.PreparedStatement;
import java.util.List;
import net.ttddyy.dsproxy.ExecutionInfo;
import net.ttddyy.dsproxy.QueryInfo;
import net.ttddyy.dsproxy.listener.QueryExecutionListener;

/** Takes down what was executed and succeeded. */
final class StatementListener implements QueryExecutionListener {

  private final Recording recording;
  private final Origin origin;

  StatementListener(Recording recording, Origin origin) {
    this.recording = recording;
    this.origin = origin;
  }

  @Override
  public void beforeQuery(ExecutionInfo execution, List<QueryInfo> queries) {}

  @Override
  public void afterQuery(ExecutionInfo execution, List<QueryInfo> queries) {
    // What failed is not a statement that must go on working, and its transaction takes no more.
    if (!execution.isSuccess() || !origin.isTheService()) {
      return;
    }
    for (QueryInfo query : queries) {
      // Who passes no parameters may have put values into the text; constants are found elsewhere.
      if (hasParameters(query) || !SqlText.hasLiterals(query.getQuery())) {
        recording.add(query.getQuery(), () -> describe(execution, query));
      }
    }
  }

  private static boolean hasParameters(QueryInfo query) {
    return query.getParametersList().stream().anyMatch(set -> !set.isEmpty());
  }

  private static Described describe(ExecutionInfo execution, QueryInfo query) {
    return execution.getStatement() instanceof PreparedStatement statement
        ? Described.of(statement, query)
        : Described.NOTHING;
  }
}
