package dev.belay.controlplane.telemetry;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.platform.Instance;
import dev.belay.controlplane.platform.Platform;
import dev.belay.controlplane.platform.PlatformException;
import dev.belay.controlplane.traffic.InstanceCounts;
import dev.belay.controlplane.traffic.RequestOutcomes;
import dev.belay.controlplane.traffic.TrafficException;
import dev.belay.controlplane.traffic.TrafficRouter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Counts by the instances' actuators. A service is followed by a thread of its own while somebody
 * reads it; at most {@value #MOST_SERVICES} of them.
 */
final class ActuatorCounts implements InstanceCounts, AutoCloseable {

  static final int MOST_SERVICES = 64;
  private static final String HISTOGRAM =
      "it does not tell how long requests took, and the policy gates on latency. Set"
          + " management.metrics.distribution.percentiles-histogram.http.server.requests: true and"
          + " expose /actuator/prometheus, or write spec.analysis.counts: gateway.";

  private final Platform platform;
  private final TrafficRouter router;
  private final Rhythm rhythm;
  private final LongSupplier nanos;
  private final Consumer<Runnable> threads;
  private final Inquiry inquiry;
  private final Map<ServiceName, Following> followed = new HashMap<>();
  private boolean closed;

  /**
   * @param nanos the monotonic clock
   * @param threads runs what goes on until nobody reads any more
   */
  ActuatorCounts(
      Platform platform,
      TrafficRouter router,
      Rhythm rhythm,
      LongSupplier nanos,
      Consumer<Runnable> threads) {
    this.platform = platform;
    this.router = router;
    this.rhythm = rhythm;
    this.nanos = nanos;
    this.threads = threads;
    this.inquiry =
        new Inquiry(new Actuator(rhythm.timeout()), rhythm.timeout().multipliedBy(5).dividedBy(2));
  }

  @Override
  public RequestOutcomes without(Set<String> paths) {
    Set<String> leftOut = Set.copyOf(paths);
    return new RequestOutcomes() {
      @Override
      public Snapshot read(ServiceName service) {
        return following(service, leftOut).read();
      }

      @Override
      public Subscription onFailure(Consumer<Failure> listener) {
        return () -> {};
      }
    };
  }

  /** The one under way, or a new one. */
  synchronized Following following(ServiceName service, Set<String> leftOut) {
    Following known = followed.get(service);
    if (known != null && known.leavesOut(leftOut) && !known.lapsed()) {
      return known;
    }
    followed.values().removeIf(Following::lapsed);
    if (closed || followed.size() >= MOST_SERVICES) {
      throw new TrafficException(
          closed ? "Shutting down" : "%d services are followed already".formatted(MOST_SERVICES),
          null);
    }
    var begun = new Following(service, leftOut, platform, router, inquiry, rhythm, nanos);
    followed.put(service, begun);
    threads.accept(() -> follow(service, begun));
    return begun;
  }

  private void follow(ServiceName service, Following following) {
    while (isFollowed(service, following)) {
      following.turn();
    }
  }

  private synchronized boolean isFollowed(ServiceName service, Following following) {
    if (following.lapsed() || Thread.currentThread().isInterrupted()) {
      followed.remove(service, following);
    }
    return !closed && followed.get(service) == following;
  }

  @Override
  public Optional<String> problem(RevisionId revision, boolean timed) {
    try {
      List<Instance> running =
          platform.observe(revision.service()).stream()
              .filter(instance -> instance.revision().equals(revision))
              .filter(instance -> instance.phase() == Instance.Phase.RUNNING)
              .toList();
      Inquiry.Told told = inquiry.ask(running, Set.of());
      return told.trouble().entrySet().stream()
          .findFirst()
          .map(each -> "%s: %s. %s".formatted(each.getKey(), each.getValue(), Actuator.REMEDY))
          .or(() -> timed ? untimed(told) : Optional.empty());
    } catch (PlatformException e) {
      return Optional.of("the platform could not be asked: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of("its instances could not be asked: interrupted");
    }
  }

  /** Whoever was asked for nothing yet has not shown that it cannot tell. */
  private static Optional<String> untimed(Inquiry.Told told) {
    return told.told().entrySet().stream()
        .filter(each -> each.getValue().answered().total() > 0)
        .filter(each -> each.getValue().answered().times().isEmpty())
        .findFirst()
        .map(each -> each.getKey().instance() + ": " + HISTOGRAM);
  }

  @Override
  public synchronized void close() {
    closed = true;
    followed.clear();
    inquiry.close();
  }
}
