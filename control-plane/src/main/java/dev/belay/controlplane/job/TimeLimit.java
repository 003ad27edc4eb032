package dev.belay.controlplane.job;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Work on a thread of its own, which is interrupted when the time is up. A platform thread: reading
 * an archive computes for seconds, and the web server's virtual threads share the few carriers.
 */
public record TimeLimit(String name, Duration limit) {

  /** What the work gave; null if it had not ended in time, whatever comes of it later. */
  public <T> @Nullable T call(Supplier<T> work) {
    var task = new FutureTask<T>(work::get);
    Thread.ofPlatform().daemon().name(name).start(task);
    try {
      return task.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      task.cancel(true);
      return null;
    } catch (InterruptedException e) {
      task.cancel(true);
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted; " + name + " was ended", e);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException unchecked
          ? unchecked
          : new IllegalStateException(name + " failed: " + e.getCause(), e.getCause());
    }
  }
}
