package dev.belay.upload.readiness;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * A check that may hang, made safe to ask: it runs on one thread of its own, at most one at a time;
 * whoever asks waits 2 s at most; a result serves for a second. A hung check is a failed one.
 */
final class BoundedCheck implements HealthIndicator, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(BoundedCheck.class);
  static final Duration LIMIT = Duration.ofSeconds(2);
  private static final Duration FRESH = Duration.ofMillis(900);

  private final String what;
  private final Trouble trouble;
  private final Check check;
  private final Duration limit;
  private final ThreadPoolExecutor thread;
  private @Nullable Run last;
  private volatile boolean wasUp = true;

  BoundedCheck(String what, Trouble trouble, Duration limit, Check check) {
    this.what = what;
    this.trouble = trouble;
    this.check = check;
    this.limit = limit;
    this.thread =
        new ThreadPoolExecutor(
            0,
            1,
            30,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            Thread.ofPlatform().daemon().name("check-" + what).factory());
  }

  /** Returns normally when all is well. */
  interface Check {
    void run() throws Exception;
  }

  private record Run(long startedAt, CompletableFuture<Void> done) {

    boolean serves(long now) {
      return !done.isDone() || now - startedAt < FRESH.toNanos();
    }

    long ageNanos() {
      return System.nanoTime() - startedAt;
    }
  }

  @Override
  public Health health() {
    Run run = current();
    try {
      run.done().get(Math.max(0, limit.toNanos() - run.ageNanos()), TimeUnit.NANOSECONDS);
      return up();
    } catch (TimeoutException e) {
      return down("no answer within " + limit.toMillis() + " ms", e);
    } catch (ExecutionException e) {
      return down(reason(e.getCause()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return down("interrupted", e);
    }
  }

  private String reason(@Nullable Throwable cause) {
    if (cause instanceof RejectedExecutionException) {
      return "the check before has not come back";
    }
    return cause == null ? "unknown" : trouble.words(cause);
  }

  private synchronized Run current() {
    Run previous = last;
    if (previous != null && previous.serves(System.nanoTime())) {
      return previous;
    }
    Run run = new Run(System.nanoTime(), new CompletableFuture<>());
    last = run;
    try {
      thread.execute(() -> complete(run.done()));
    } catch (RejectedExecutionException stillBusyOrStopped) {
      run.done().completeExceptionally(stillBusyOrStopped);
    }
    return run;
  }

  private void complete(CompletableFuture<Void> done) {
    try {
      check.run();
      done.complete(null);
    } catch (Exception | LinkageError failed) {
      done.completeExceptionally(failed);
    }
  }

  private Health up() {
    if (!wasUp) {
      wasUp = true;
      log.info("{} works again", what);
    }
    return Health.up().build();
  }

  // Told once per outage: probes come every second.
  private Health down(String reason, Exception cause) {
    if (wasUp) {
      wasUp = false;
      log.error("Not ready: {} does not take writes: {}", what, reason, cause);
    }
    return Health.down()
        .withDetail("problem", trouble.problem())
        .withDetails(trouble.where())
        .withDetail("reason", reason)
        .build();
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
