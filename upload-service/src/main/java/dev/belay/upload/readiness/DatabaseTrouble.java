package dev.belay.upload.readiness;

import java.sql.SQLException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Why the database takes no writes. A driver's words name hosts and logins, so only its SQLSTATE is
 * told, with the meaning that the standard or PostgreSQL gives it.
 */
final class DatabaseTrouble {

  private static final int MOST_CAUSES = 20;

  private DatabaseTrouble() {}

  static Trouble of() {
    return new Trouble("DatabaseUnavailable", Map.of(), DatabaseTrouble::reason);
  }

  static String reason(Throwable failure) {
    String state = state(failure);
    return state == null
        ? "no connection within the time limit"
        : meaning(state) + " (SQLSTATE " + state + ")";
  }

  // The pool's exception wraps the driver's, which knows more.
  private static @Nullable String state(Throwable failure) {
    String state = null;
    Throwable cause = failure;
    for (int i = 0; cause != null && i < MOST_CAUSES; i++) {
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        state = sql.getSQLState();
      }
      cause = cause.getCause();
    }
    return state != null && state.matches("[0-9A-Z]{5}") ? state : null;
  }

  private static String meaning(String state) {
    return switch (state) {
      case "42P01" -> "a table is missing";
      case "42703" -> "a column is missing";
      case "42501" -> "permission denied";
      case "25006" -> "the database is read-only";
      case "57014" -> "the statement took too long";
      case "53300" -> "too many connections";
      case "53100" -> "the database's disk is full";
      case "3D000" -> "no such database";
      default -> classMeaning(state.substring(0, 2));
    };
  }

  private static String classMeaning(String stateClass) {
    return switch (stateClass) {
      case "08" -> "the connection failed";
      case "28" -> "the login was refused";
      case "53" -> "the database lacks resources";
      case "57" -> "the database is starting or stopping";
      case "58" -> "the database has a system error";
      default -> "the database refused the write";
    };
  }
}
