package dev.belay.benchmarks.reaction;

import java.net.http.HttpRequest;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** The same request at a steady rate, whether or not the earlier ones were answered. */
final class SteadyRequests implements AutoCloseable {

  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

  SteadyRequests(Belay belay, HttpRequest request, int perSecond) {
    long nanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
    clock.scheduleAtFixedRate(() -> belay.ask(request), 0, nanos, TimeUnit.NANOSECONDS);
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
