package dev.belay.upload.jobs;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Tells idle workers that there may be work. Remembers as many calls as there are workers. */
final class Wakeup {

  private final int workers;
  private final Semaphore calls = new Semaphore(0);

  Wakeup(int workers) {
    this.workers = workers;
  }

  void call() {
    if (calls.availablePermits() < workers) {
      calls.release();
    }
  }

  void callAll() {
    calls.release(workers);
  }

  void await(Duration most) throws InterruptedException {
    calls.tryAcquire(most.toMillis(), TimeUnit.MILLISECONDS);
  }
}
