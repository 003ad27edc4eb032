package dev.belay.upload.files;

import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.TransactionSystemException;

/**
 * Does again what the database did not do for reasons that pass by themselves: it chose somebody
 * else's transaction over ours, or the connection broke. At most three times in all, and never
 * again once a second has gone by: a caller waits, and others wait for the connection.
 */
public final class DatabaseRetries {

  private static final Logger log = LoggerFactory.getLogger(DatabaseRetries.class);
  private static final int TRIES = 3;
  private static final long BUDGET_NANOS = Duration.ofSeconds(1).toNanos();
  private static final int FIRST_WAIT_MILLIS = 30;
  private static final int MOST_CAUSES = 20;

  private final MeterRegistry meters;

  public DatabaseRetries(MeterRegistry meters) {
    this.meters = meters;
  }

  /** Something that may be done again. */
  @FunctionalInterface
  public interface Step<T extends @Nullable Object> {

    /**
     * @param again whether it was tried before. Then it may have been done: of a commit whose
     *     answer was lost nobody knows
     */
    T run(boolean again);
  }

  /**
   * @param name of the step, for counting
   * @throws RuntimeException what the last try threw
   */
  public <T extends @Nullable Object> T run(String name, Step<T> step) {
    long began = System.nanoTime();
    for (int tried = 1; ; tried++) {
      try {
        return step.run(tried > 1);
      } catch (RuntimeException failed) {
        boolean inTime = System.nanoTime() - began < BUDGET_NANOS;
        if (tried >= TRIES || !inTime || !passes(failed) || !waited(tried)) {
          throw failed;
        }
        meters.counter("upload.database.retries", "step", name).increment();
        log.warn("Trying to {} once more: {}", name, failed.toString());
      }
    }
  }

  private static boolean waited(int tried) {
    long most = (long) FIRST_WAIT_MILLIS << tried;
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(most / 2, most));
      return true;
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static boolean passes(Throwable failure) {
    // A broken connection cannot be rolled back either, and that is then what is thrown.
    if (failure instanceof TransactionSystemException system
        && system.getApplicationException() != null
        && passes(system.getApplicationException())) {
      return true;
    }
    Throwable cause = failure;
    for (int i = 0; cause != null && i < MOST_CAUSES; i++) {
      if (cause instanceof SQLTransientConnectionException
          || cause instanceof SQLRecoverableException
          || cause instanceof SQLException sql && passes(sql.getSQLState())) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  // Serialization failure, deadlock, connection, and a server that stops or starts.
  private static boolean passes(@Nullable String state) {
    return state != null
        && (state.equals("40001")
            || state.equals("40P01")
            || state.startsWith("08")
            || state.startsWith("57P0"));
  }
}
