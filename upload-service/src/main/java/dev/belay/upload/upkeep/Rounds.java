package dev.belay.upload.upkeep;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** Does something over and over while the service runs, on a thread of its own. */
public final class Rounds implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(Rounds.class);

  private final String name;
  private final Duration interval;
  private final Runnable pass;
  private final ScheduledExecutorService timer;
  private volatile boolean running;

  public Rounds(String name, Duration interval, Runnable pass) {
    this.name = name;
    this.interval = interval;
    this.pass = pass;
    this.timer =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name(name).factory());
  }

  @Override
  public void start() {
    running = true;
    timer.scheduleWithFixedDelay(
        this::runSafely, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  // An exception would end the schedule for good.
  private void runSafely() {
    try {
      pass.run();
    } catch (DataAccessException | TransactionException e) {
      log.warn("A pass of {} could not finish; the next one goes on: {}", name, e.toString());
    } catch (RuntimeException e) {
      log.error("A pass of {} failed", name, e);
    }
  }

  @Override
  public void stop() {
    running = false;
    timer.shutdownNow();
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
