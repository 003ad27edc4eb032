package dev.belay.controlplane.local.workload;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks again and again: at once when woken, else five times a second. */
final class Supervision implements AutoCloseable {

  private static final long INTERVAL_MILLIS = 200;
  private static final Logger log = LoggerFactory.getLogger(Supervision.class);

  private final Runnable look;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition wanted = lock.newCondition();
  private final Thread thread;
  private boolean woken;
  private boolean closed;
  private String lastTrouble = "";

  Supervision(Runnable look) {
    this.look = look;
    this.thread = Thread.ofPlatform().name("local-supervision").daemon().unstarted(this::run);
  }

  void begin() {
    thread.start();
  }

  void wake() {
    lock.lock();
    try {
      woken = true;
      wanted.signal();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    while (rest()) {
      try {
        look.run();
        lastTrouble = "";
      } catch (RuntimeException e) {
        // Such as a full disk: it is tried again for ever, but said once.
        if (!lastTrouble.equals(String.valueOf(e.getMessage()))) {
          log.error("Supervision is impaired, trying on: {}", e.getMessage(), e);
          lastTrouble = String.valueOf(e.getMessage());
        }
      }
    }
  }

  private boolean rest() {
    lock.lock();
    try {
      if (!woken && !closed && !wanted.await(INTERVAL_MILLIS, TimeUnit.MILLISECONDS)) {
        return !closed;
      }
      woken = false;
      return !closed;
    } catch (InterruptedException e) {
      return false;
    } finally {
      lock.unlock();
    }
  }

  /** Ends looking, and waits for a look under way. What runs is left alone. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      wanted.signal();
    } finally {
      lock.unlock();
    }
    try {
      thread.join(TimeUnit.SECONDS.toMillis(30));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
