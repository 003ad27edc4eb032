package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.ServiceCatalog;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.platform.Platform;
import dev.belay.controlplane.traffic.RequestOutcomes;
import dev.belay.controlplane.traffic.TrafficRouter;
import java.time.Clock;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** One loop a service, woken by failures of users' requests; the timer is the backstop. */
class Reconciler implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(Reconciler.class);

  private final ServiceCatalog catalog;
  private final RolloutStore store;
  private final Lookout lookout;
  private final Errands errands;
  private final Platform platform;
  private final TrafficRouter router;
  private final RequestOutcomes outcomes;
  private final Restraints restraints;
  private final Clock clock;
  private final Consumer<Rollout> changed;
  private final Consumer<FailedAfterBake> failedAfterBake;
  private final RenewalStore renewals;
  private final Consumer<Renewal> renewed;

  private volatile Map<ServiceName, ServiceLoop> loops = Map.of();
  private RequestOutcomes.@Nullable Subscription failures;
  private volatile boolean running;

  Reconciler(
      ServiceCatalog catalog,
      RolloutStore store,
      Lookout lookout,
      Errands errands,
      Platform platform,
      TrafficRouter router,
      RequestOutcomes outcomes,
      Restraints restraints,
      Clock clock,
      Consumer<Rollout> changed,
      Consumer<FailedAfterBake> failedAfterBake,
      RenewalStore renewals,
      Consumer<Renewal> renewed) {
    this.renewals = renewals;
    this.renewed = renewed;
    this.catalog = catalog;
    this.store = store;
    this.lookout = lookout;
    this.errands = errands;
    this.platform = platform;
    this.router = router;
    this.outcomes = outcomes;
    this.restraints = restraints;
    this.clock = clock;
    this.changed = changed;
    this.failedAfterBake = failedAfterBake;
  }

  @Override
  public void start() {
    FencingToken token = store.takeOver();
    log.info("acting with fencing token {}", token.value());
    errands.takeOver(token);
    loops =
        catalog.names().stream()
            .collect(
                Collectors.toUnmodifiableMap(
                    service -> service,
                    service ->
                        new ServiceLoop(
                            service,
                            store,
                            lookout,
                            errands,
                            platform,
                            router,
                            restraints,
                            token,
                            clock,
                            changed,
                            failedAfterBake,
                            new ServiceRenewal(service, renewals, renewed))));
    loops.forEach(
        (service, loop) -> Thread.ofVirtual().name("rollout " + service).start(loop::run));
    failures = outcomes.onFailure(failure -> wake(failure.revision().service()));
    running = true;
  }

  /** Lets the service be looked at now. */
  void wake(ServiceName service) {
    ServiceLoop loop = loops.get(service);
    if (loop != null) {
      loop.wake();
    }
  }

  @Override
  public void stop() {
    running = false;
    if (failures != null) {
      failures.close();
    }
    loops.values().forEach(ServiceLoop::stop);
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** After what runs services and traffic, before the web server takes commands. */
  @Override
  public int getPhase() {
    return 1_000;
  }

  ServiceLoop loop(ServiceName service) {
    ServiceLoop loop = loops.get(service);
    if (loop == null) {
      throw new NoSuchRolloutException("There is no service '%s'".formatted(service));
    }
    return loop;
  }
}
