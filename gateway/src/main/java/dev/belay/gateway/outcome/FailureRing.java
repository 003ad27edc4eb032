package dev.belay.gateway.outcome;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The last failures, numbered. Publishing takes one short lock and never waits for a reader; a
 * reader that is too slow is told which numbers it missed.
 */
public final class FailureRing {

  public static final int CAPACITY = 4_096;

  private final @Nullable Failure[] ring = new @Nullable Failure[CAPACITY];
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition published = lock.newCondition();
  private long last;
  private boolean closed;

  public void publish(Failure failure) {
    lock.lock();
    try {
      last++;
      ring[(int) (last % CAPACITY)] = failure.withSeq(last);
      published.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The number of the newest failure, 0 if there was none. */
  public long last() {
    lock.lock();
    try {
      return last;
    } finally {
      lock.unlock();
    }
  }

  /**
   * What follows a number, waiting for it if there is nothing yet.
   *
   * @return empty if nothing came in time, or the ring was closed
   */
  public Batch after(long seq, int limit, long waitMillis) throws InterruptedException {
    lock.lock();
    try {
      long nanos = TimeUnit.MILLISECONDS.toNanos(waitMillis);
      while (last <= seq && !closed && nanos > 0) {
        nanos = published.awaitNanos(nanos);
      }
      return read(seq, limit);
    } finally {
      lock.unlock();
    }
  }

  private Batch read(long seq, int limit) {
    long oldest = Math.max(1, last - CAPACITY + 1);
    long first = Math.max(seq + 1, oldest);
    var failures = new ArrayList<Failure>();
    for (long next = first; next <= last && failures.size() < limit; next++) {
      Failure failure = ring[(int) (next % CAPACITY)];
      if (failure != null) {
        failures.add(failure);
      }
    }
    Gap gap = first > seq + 1 ? new Gap(seq + 1, first - 1) : null;
    return new Batch(gap, failures, closed);
  }

  /** Lets all readers go. */
  public void close() {
    lock.lock();
    try {
      closed = true;
      published.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Numbers that are gone, both inclusive. */
  public record Gap(long from, long to) {}

  /** What a reader gets. */
  public record Batch(@Nullable Gap gap, List<Failure> failures, boolean closed) {

    public boolean isEmpty() {
      return gap == null && failures.isEmpty();
    }

    /** The number to go on after. */
    public long cursor(long before) {
      if (!failures.isEmpty()) {
        return failures.getLast().seq();
      }
      return gap == null ? before : gap.to();
    }
  }
}
