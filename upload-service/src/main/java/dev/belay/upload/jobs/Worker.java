package dev.belay.upload.jobs;

import dev.belay.starter.correlation.Correlation;
import dev.belay.starter.correlation.CorrelationId;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;

/**
 * Carries out what is in a queue on a fixed number of threads, each one at a time. Whoever adds
 * something wakes it at once; looking regularly is for what nobody announced: retries, and jobs of
 * instances that died.
 */
public final class Worker implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(Worker.class);
  private static final Duration GRACE = Duration.ofSeconds(3);
  private static final long REFRESH_SECONDS = 10;

  private final WorkQueue queue;
  private final Pace pace;
  private final Wakeup wakeup;
  private final Set<UUID> inHand = ConcurrentHashMap.newKeySet();
  private ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private ScheduledExecutorService timer = newTimer();
  private volatile boolean running;
  private volatile boolean databaseWorks = true;

  /**
   * @param threads jobs at the same time
   * @param poll how often to look when nobody announces anything
   */
  public record Pace(int threads, Duration poll, Duration lease) {}

  public Worker(WorkQueue queue, Pace pace) {
    this.queue = queue;
    this.pace = pace;
    this.wakeup = new Wakeup(pace.threads());
  }

  /** There may be a new job. Never waits. */
  public void wake() {
    wakeup.call();
  }

  @Override
  public synchronized void start() {
    running = true;
    threads = Executors.newVirtualThreadPerTaskExecutor();
    timer = newTimer();
    for (int i = 0; i < pace.threads(); i++) {
      threads.execute(this::work);
    }
    long renewal = pace.lease().toMillis() / 3;
    timer.scheduleWithFixedDelay(this::renew, renewal, renewal, TimeUnit.MILLISECONDS);
    timer.scheduleWithFixedDelay(this::refresh, 0, REFRESH_SECONDS, TimeUnit.SECONDS);
  }

  private static ScheduledExecutorService newTimer() {
    return Executors.newSingleThreadScheduledExecutor(
        Thread.ofPlatform().daemon().name("job-leases").factory());
  }

  private void work() {
    while (running) {
      try {
        Duration wait = queue.pause();
        if (!wait.isPositive()) {
          wait = workOnce() ? Duration.ZERO : queue.untilNextDue(pace.poll());
          databaseAnswered();
        }
        await(wait);
      } catch (InterruptedException stopping) {
        return;
      } catch (RuntimeException e) {
        awaitAfter(e);
      }
    }
  }

  // A pause may be longer than the poll; looking at it again costs nothing.
  private void await(Duration wait) throws InterruptedException {
    if (wait.isPositive() && running) {
      wakeup.await(wait.compareTo(pace.poll()) > 0 ? pace.poll() : wait.plusMillis(1));
    }
  }

  private void awaitAfter(RuntimeException failure) {
    if (!running) {
      return;
    }
    if (!(failure instanceof DataAccessException)) {
      log.error(
          "One of the {} could not be carried out; its lease will end", queue.name(), failure);
    } else if (databaseWorks) {
      databaseWorks = false;
      log.warn(
          "No {} can be taken until the database answers: {}", queue.name(), failure.toString());
    }
    try {
      await(pace.poll());
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private void databaseAnswered() {
    if (!databaseWorks) {
      databaseWorks = true;
      log.info("Again {} can be taken", queue.name());
    }
  }

  private boolean workOnce() throws InterruptedException {
    Optional<WorkQueue.Work> claimed = queue.claim();
    if (claimed.isEmpty()) {
      return false;
    }
    WorkQueue.Work work = claimed.get();
    long began = System.nanoTime();
    String outcome = "broke-off";
    inHand.add(work.id());
    try (Correlation.Scope scope =
        Correlation.bind(CorrelationId.acceptOrFresh(work.correlationId()))) {
      outcome = work.run();
    } finally {
      inHand.remove(work.id());
      queue.attempted(Duration.ofNanos(System.nanoTime() - began), outcome);
    }
    return true;
  }

  // What is no longer in hand is not renewed: a job that could not be settled must get free.
  private void renew() {
    try {
      if (!inHand.isEmpty()) {
        queue.renew(inHand);
      }
    } catch (RuntimeException e) {
      log.warn(
          "The leases of {} {} could not be renewed: {}",
          inHand.size(),
          queue.name(),
          e.toString());
    }
  }

  private void refresh() {
    try {
      queue.refresh();
    } catch (RuntimeException e) {
      log.debug("The {} could not be counted", queue.name(), e);
    }
  }

  /** Lets attempts end for a moment, breaks off the rest, and gives back what is left. */
  @Override
  public synchronized void stop() {
    running = false;
    wakeup.callAll();
    threads.shutdown();
    try {
      if (!threads.awaitTermination(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
        threads.shutdownNow();
        threads.awaitTermination(GRACE.toMillis(), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException hurried) {
      threads.shutdownNow();
      Thread.currentThread().interrupt();
    }
    timer.shutdownNow();
    giveBack();
  }

  private void giveBack() {
    try {
      int given = queue.giveBack();
      if (given > 0) {
        log.info("Gave back {} {}", given, queue.name());
      }
    } catch (DataAccessException e) {
      log.warn(
          "The {} could not be given back; their leases will end: {}", queue.name(), e.toString());
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
