package dev.belay.controlplane.patrol;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.springframework.context.SmartLifecycle;

/** Lets the patrol go round, one round after the other. */
final class Beat implements SmartLifecycle {

  private final Patrol patrol;
  private final Duration period;
  private volatile CountDownLatch ended = new CountDownLatch(0);

  Beat(Patrol patrol, Duration period) {
    this.patrol = patrol;
    this.period = period;
  }

  @Override
  public void start() {
    var end = new CountDownLatch(1);
    ended = end;
    Thread.ofVirtual().name("patrol").start(() -> run(end));
  }

  private void run(CountDownLatch end) {
    try {
      while (!end.await(period.toMillis(), TimeUnit.MILLISECONDS)) {
        patrol.round();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void stop() {
    ended.countDown();
  }

  @Override
  public boolean isRunning() {
    return ended.getCount() > 0;
  }

  /** After the reconciler, whose services it looks at. */
  @Override
  public int getPhase() {
    return 1_100;
  }
}
