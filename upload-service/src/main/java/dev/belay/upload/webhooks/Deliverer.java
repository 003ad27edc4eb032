package dev.belay.upload.webhooks;

import dev.belay.upload.jobs.Backoff;
import dev.belay.upload.jobs.Worker;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Delivers events while the service runs, with any number of other instances. */
public final class Deliverer implements SmartLifecycle {

  private final Worker worker;

  /**
   * @param settings with a key
   * @param instance the name of this instance
   */
  public Deliverer(
      JdbcClient jdbc, WebhookSettings settings, MeterRegistry meters, String instance) {
    // A process that bears the name of one that died must not take its leases for its own.
    String owner = instance + "/" + UUID.randomUUID();
    var leases =
        new DeliveryLeases(jdbc, owner, settings.lease(), (settings.concurrency() + 1) / 2);
    var backoff =
        new Backoff(settings.retryDelay(), settings.maxRetryDelay(), RandomGenerator.getDefault());
    var queue =
        new DeliveryQueue(
            leases, new Sender(settings, Clock.systemUTC()), backoff, settings, jdbc, meters);
    worker =
        new Worker(
            queue,
            new Worker.Pace(settings.concurrency(), settings.pollInterval(), settings.lease()));
  }

  /** There may be something to deliver. Never waits. */
  public void wake() {
    worker.wake();
  }

  @Override
  public void start() {
    worker.start();
  }

  @Override
  public void stop() {
    worker.stop();
  }

  @Override
  public boolean isRunning() {
    return worker.isRunning();
  }
}
