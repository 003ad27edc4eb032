package dev.belay.gateway.outcome;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * Ages of the requests in flight without a list of requests: a ring of counters, one for each 100
 * ms of arrival. Spans 13.6 minutes; older requests are counted in one sum.
 */
public final class InFlightAges {

  static final long TICK_NANOS = 100_000_000;
  static final int SPAN = 8_192;
  private static final int MASK = SPAN - 1;

  /** The sweep moves what is this old into the sum. */
  private static final int GUARDED = SPAN - 128;

  /** From this age on the end of a request could meet the sweep in one slot, so it takes turns. */
  private static final int NEAR_SWEEP = GUARDED - 64;

  private final AtomicIntegerArray open = new AtomicIntegerArray(SPAN);
  private final LongAdder hung = new LongAdder();
  private final long hangTicks;
  private int older;
  private long sweptTick;
  private long hungTick;

  InFlightAges(long hangNanos, long nowTick) {
    this.hangTicks = Math.min(GUARDED - 1, Math.max(1, hangNanos / TICK_NANOS));
    this.sweptTick = nowTick - GUARDED;
    this.hungTick = nowTick - hangTicks;
  }

  static long tick(long nanos) {
    return Math.floorDiv(nanos, TICK_NANOS);
  }

  void started(long tick) {
    open.incrementAndGet(slot(tick));
  }

  void ended(long startTick, long nowTick) {
    if (nowTick - startTick < NEAR_SWEEP) {
      open.decrementAndGet(slot(startTick));
    } else {
      endOld(startTick);
    }
  }

  private synchronized void endOld(long startTick) {
    if (startTick <= sweptTick) {
      older--;
    } else {
      open.decrementAndGet(slot(startTick));
    }
  }

  /** Moves on to the present; called by one thread about each tick. */
  synchronized void sweep(long nowTick) {
    for (long tick = sweptTick + 1; tick <= nowTick - GUARDED; tick++) {
      older += open.getAndSet(slot(tick), 0);
      sweptTick = tick;
    }
    for (long tick = hungTick + 1; tick <= nowTick - hangTicks; tick++) {
      hung.add(Math.max(0, open.get(slot(tick))));
      hungTick = tick;
    }
  }

  /** Requests that were ever in flight for longer than the hang threshold, each counted once. */
  public long hung() {
    return hung.sum();
  }

  /** Requests in flight that are at least this old, to a tick. */
  synchronized int olderThan(long nanos, long nowTick) {
    int sum = older;
    for (long tick = nowTick - Math.max(0, nanos / TICK_NANOS); tick > sweptTick; tick--) {
      sum += open.get(slot(tick));
    }
    return Math.max(0, sum);
  }

  /**
   * Requests in flight that arrived after one tick and before another, by how old they are at
   * least, to a tick and never too many. What arrived in the two ticks themselves may belong to the
   * neighbours and is left out.
   *
   * @param ageTicks ascending
   */
  synchronized int[] arrivedBetween(long after, long before, long nowTick, int[] ageTicks) {
    var atLeast = new int[ageTicks.length];
    long last = Math.min(before - 1, nowTick);
    for (long tick = Math.max(after, sweptTick) + 1; tick <= last; tick++) {
      int waiting = open.get(slot(tick));
      for (int i = 0; waiting > 0 && i < ageTicks.length && nowTick - tick > ageTicks[i]; i++) {
        atLeast[i] += waiting;
      }
    }
    return atLeast;
  }

  private static int slot(long tick) {
    return (int) tick & MASK;
  }
}
