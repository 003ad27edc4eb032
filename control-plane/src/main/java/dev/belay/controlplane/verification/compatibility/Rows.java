package dev.belay.controlplane.verification.compatibility;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the target database whether its rows, which the old code has written, show that the code
 * does what the changed schema refuses. Reads only, the first row of each answer, and gives up
 * early.
 */
final class Rows {

  private static final Logger log = LoggerFactory.getLogger(Rows.class);
  private static final int SECONDS = 5;
  private static final int MOST_QUESTIONS = 200;

  private final Connection target;
  private final Map<Question, Answer> answers = new HashMap<>();

  /**
   * @param target with automatic commits, so that no lock outlives a question
   */
  Rows(Connection target) {
    this.target = target;
  }

  /** What rows show. */
  enum Answer {
    /** There is such a row. */
    YES,
    /** There are rows, and none is such. */
    NO,
    /** There are no rows, or it took too long, or may not be asked. */
    UNKNOWN
  }

  Answer ask(Question question) throws SQLException {
    Answer known = answers.get(question);
    if (known != null) {
      return known;
    }
    if (answers.size() >= MOST_QUESTIONS) {
      return Answer.UNKNOWN;
    }
    Answer answer = answer(question);
    answers.put(question, answer);
    return answer;
  }

  private Answer answer(Question question) throws SQLException {
    try {
      if (any(question.query())) {
        return Answer.YES;
      }
      String some = "select 1 from " + WriteRules.id(question.table()) + " limit 1";
      return any(some) ? Answer.NO : Answer.UNKNOWN;
    } catch (SQLException e) {
      if (target.isClosed()) {
        throw e;
      }
      log.info("The target's rows could not be asked: {}", Replay.firstLine(e));
      return Answer.UNKNOWN;
    }
  }

  private boolean any(String query) throws SQLException {
    try (Statement statement = target.createStatement()) {
      statement.setQueryTimeout(SECONDS);
      try (ResultSet row = statement.executeQuery(query)) {
        return row.next();
      }
    }
  }
}
