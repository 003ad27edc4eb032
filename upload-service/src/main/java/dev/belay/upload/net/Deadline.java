package dev.belay.upload.net;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection when its time is up, whatever it waits for then: time-outs of sockets count
 * from each byte to the next, and do not count while writing.
 */
public final class Deadline implements AutoCloseable {

  private static final ScheduledThreadPoolExecutor TIMER = timer();

  private final ScheduledFuture<?> end;
  private volatile boolean passed;

  private Deadline(Closeable connection, Duration after) {
    end =
        TIMER.schedule(
            () -> {
              passed = true;
              closeQuietly(connection);
            },
            after.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private static ScheduledThreadPoolExecutor timer() {
    var timer =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("deadlines").factory());
    timer.setRemoveOnCancelPolicy(true);
    return timer;
  }

  private static void closeQuietly(Closeable connection) {
    try {
      connection.close();
    } catch (IOException closedEnough) {
      // Whoever uses it finds out.
    }
  }

  /** Close it once the connection is done with. */
  public static Deadline of(Closeable connection, Duration after) {
    return new Deadline(connection, after);
  }

  /** Whether this is why the connection is closed. */
  public boolean passed() {
    return passed;
  }

  @Override
  public void close() {
    end.cancel(false);
  }
}
