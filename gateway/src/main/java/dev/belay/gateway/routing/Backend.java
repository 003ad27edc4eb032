package dev.belay.gateway.routing;

import java.util.concurrent.atomic.LongAdder;

/** An instance that takes requests, and how it has been doing. */
public final class Backend {

  /** An instance that could not be connected to is left out this long while others can serve. */
  static final long COOLDOWN_NANOS = 1_000_000_000;

  private final TableDocument.Instance address;
  private final LongAdder attemptFailures = new LongAdder();
  private volatile long downSince;
  private volatile boolean down;

  Backend(TableDocument.Instance address) {
    this.address = address;
  }

  public String id() {
    return address.id();
  }

  public String host() {
    return address.host();
  }

  public int port() {
    return address.port();
  }

  TableDocument.Instance address() {
    return address;
  }

  public long attemptFailures() {
    return attemptFailures.sum();
  }

  public void countAttemptFailure() {
    attemptFailures.increment();
  }

  /** It could not be connected to. */
  public void coolDown() {
    downSince = System.nanoTime();
    down = true;
  }

  boolean coolingDown() {
    if (!down) {
      return false;
    }
    if (System.nanoTime() - downSince < COOLDOWN_NANOS) {
      return true;
    }
    down = false;
    return false;
  }
}
