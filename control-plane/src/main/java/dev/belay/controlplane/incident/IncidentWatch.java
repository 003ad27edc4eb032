package dev.belay.controlplane.incident;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceCatalog;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.incident.Evidence.NotCollected;
import dev.belay.controlplane.incident.Evidence.Scope;
import dev.belay.controlplane.incident.Evidence.Signal;
import dev.belay.controlplane.rollout.Rollout;
import dev.belay.controlplane.rollout.RolloutChanged;
import dev.belay.controlplane.rollout.RolloutState;
import dev.belay.controlplane.rollout.RolloutStore;
import dev.belay.controlplane.traffic.RequestOutcomes;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;

/**
 * Begins to collect when a rollout goes wrong. Whoever tells of it is never held up: the work is
 * done by {@value #THREADS} threads, with {@value #QUEUED} waiting at most. What is turned away is
 * tried again when the rollout ends; what a crash cut off, at the next start.
 */
class IncidentWatch implements SmartLifecycle {

  static final int THREADS = 4;
  static final int QUEUED = 100;
  private static final int REMEMBERED = 1_000;
  private static final int LOOKED_BACK = 20;
  private static final Logger log = LoggerFactory.getLogger(IncidentWatch.class);

  private final ServiceCatalog catalog;
  private final RolloutStore rollouts;
  private final IncidentStore store;
  private final Collector collector;
  private final FailedRequests failures;
  private final RequestOutcomes outcomes;
  private final Clock clock;
  private final ThreadPoolExecutor executor =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          30,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(QUEUED),
          Thread.ofPlatform().daemon().name("incident-", 0).factory());
  private final Set<RevisionId> collecting = ConcurrentHashMap.newKeySet();
  private final Map<RevisionId, Stage> reached = new LinkedHashMap<>();
  private RequestOutcomes.@Nullable Subscription subscription;
  private volatile boolean running;

  /** A rollout that waits may still go back, and is then looked at again. */
  private enum Stage {
    WAITING,
    GONE_BACK
  }

  IncidentWatch(
      ServiceCatalog catalog,
      RolloutStore rollouts,
      IncidentStore store,
      Collector collector,
      FailedRequests failures,
      RequestOutcomes outcomes,
      Clock clock) {
    this.catalog = catalog;
    this.rollouts = rollouts;
    this.store = store;
    this.collector = collector;
    this.failures = failures;
    this.outcomes = outcomes;
    this.clock = clock;
    executor.allowCoreThreadTimeOut(true);
  }

  boolean isCollecting(RevisionId rollout) {
    return collecting.contains(rollout);
  }

  /** Called with every stored change, on the thread that carries the rollout on. */
  @EventListener
  void changed(RolloutChanged event) {
    notice(event.rollout());
  }

  private void notice(Rollout rollout) {
    Optional<Signal> signal = Occasion.of(rollout);
    if (signal.isEmpty() || !isNews(rollout)) {
      return;
    }
    collecting.add(rollout.id());
    try {
      executor.execute(() -> collect(rollout, signal.get()));
    } catch (RejectedExecutionException e) {
      collecting.remove(rollout.id());
      // The rollout's end is told too, and tried again.
      forget(rollout.id());
      log.warn("{}: too many incidents at once; its evidence is not collected", rollout.id());
    }
  }

  private synchronized boolean isNews(Rollout rollout) {
    Stage now = rollout.state() instanceof RolloutState.Held ? Stage.WAITING : Stage.GONE_BACK;
    Stage before = reached.get(rollout.id());
    if (before != null && before.compareTo(now) >= 0) {
      return false;
    }
    reached.put(rollout.id(), now);
    if (reached.size() > REMEMBERED) {
      reached.remove(reached.keySet().iterator().next());
    }
    return true;
  }

  private synchronized void forget(RevisionId rollout) {
    reached.remove(rollout);
  }

  private void collect(Rollout rollout, Signal signal) {
    long began = System.nanoTime();
    try {
      IncidentReport report = report(rollout, signal);
      save(report);
      log.info(
          "{}: {}: {} (evidence collected in {} ms{})",
          rollout.id(),
          report.cause(),
          report.summary(),
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began),
          report.complete() ? "" : ", incomplete");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException e) {
      log.error("{}: the incident could not be explained", rollout.id(), e);
    } finally {
      collecting.remove(rollout.id());
    }
  }

  private IncidentReport report(Rollout rollout, Signal signal) throws InterruptedException {
    boolean over = rollout.ended() && !(rollout.state() instanceof RolloutState.Blocked);
    List<Evidence> evidence =
        over ? afterwards(rollout, signal) : collector.collect(rollout, signal);
    return Diagnosis.of(rollout.id(), evidence, clock.instant());
  }

  private List<Evidence> afterwards(Rollout rollout, Signal signal) {
    var evidence = new ArrayList<>(collector.fromWhatIsStored(rollout, signal));
    evidence.add(
        new NotCollected(
            Scope.CANDIDATE,
            "what both revisions said at that time",
            "the control plane did not see the rollout to its end"));
    return evidence;
  }

  private synchronized void save(IncidentReport report) {
    boolean better = store.find(report.rollout()).map(report::supersedes).orElse(true);
    if (better) {
      store.save(report);
    }
  }

  @Override
  public void start() {
    subscription = outcomes.onFailure(failures::add);
    running = true;
    catalog.names().forEach(this::lookBack);
  }

  /** Rollouts that an earlier control plane left without a report. */
  private void lookBack(ServiceName service) {
    try {
      for (Rollout rollout : rollouts.newest(service, LOOKED_BACK)) {
        if (Occasion.of(rollout).isPresent() && store.find(rollout.id()).isEmpty()) {
          notice(rollout);
        }
      }
    } catch (RuntimeException e) {
      log.error("{}: earlier incidents could not be looked for", service, e);
    }
  }

  @Override
  public void stop() {
    running = false;
    if (subscription != null) {
      subscription.close();
    }
    executor.shutdownNow();
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** After the reconciler, which may already have told of something. */
  @Override
  public int getPhase() {
    return 1_100;
  }
}
