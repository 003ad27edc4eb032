package dev.belay.gpu.cutout;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Lets few work at once, on platform threads since the work is native, and a bounded number wait
 * for a bounded time. Who gives up waiting is gone from the queue at once.
 */
final class WorkQueue implements AutoCloseable {

  private final CutoutSettings settings;
  private final Semaphore permits;
  private final AtomicInteger waiting = new AtomicInteger();
  private final ExecutorService threads;

  WorkQueue(CutoutSettings settings) {
    this.settings = settings;
    this.permits = new Semaphore(settings.permits(), true);
    this.threads =
        Executors.newFixedThreadPool(
            settings.permits(), Thread.ofPlatform().daemon().name("cutout-", 0).factory());
  }

  /** Room to work; released when its work ends, or by closing it unused. */
  final class Room implements AutoCloseable {

    private boolean used;

    /**
     * Works and waits for the result.
     *
     * @throws ExecutionException if the work throws
     * @throws DeadlineException if it takes longer than the deadline; it goes on, and keeps its
     *     room, until it notices
     */
    <T> T work(Callable<T> work)
        throws ExecutionException, DeadlineException, InterruptedException {
      Future<T> result = submit(work);
      Duration deadline = settings.deadline();
      try {
        return result.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        throw new DeadlineException(
            "The image was not done within %s (gpu.cutout.deadline).".formatted(deadline));
      }
    }

    private <T> Future<T> submit(Callable<T> work) {
      used = true;
      try {
        return threads.submit(() -> {
          try {
            return work.call();
          } finally {
            permits.release();
          }
        });
      } catch (RuntimeException stopping) {
        permits.release();
        throw stopping;
      }
    }

    @Override
    public void close() {
      if (!used) {
        permits.release();
      }
    }
  }

  /**
   * Waits for room.
   *
   * @throws QueueFullException if too many wait already, or there was none in time
   */
  Room enter() throws QueueFullException, InterruptedException {
    if (permits.tryAcquire()) {
      return new Room();
    }
    if (waiting.incrementAndGet() > settings.maxWaiting()) {
      waiting.decrementAndGet();
      throw new QueueFullException(
          "%d requests wait already (gpu.cutout.max-waiting).".formatted(settings.maxWaiting()));
    }
    try {
      if (!permits.tryAcquire(settings.maxWait().toMillis(), TimeUnit.MILLISECONDS)) {
        throw new QueueFullException(
            "No room became free within %s (gpu.cutout.max-wait).".formatted(settings.maxWait()));
      }
      return new Room();
    } finally {
      waiting.decrementAndGet();
    }
  }

  int waiting() {
    return waiting.get();
  }

  int working() {
    return settings.permits() - permits.availablePermits();
  }

  @Override
  public void close() {
    threads.shutdown();
    try {
      threads.awaitTermination(settings.deadline().toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
