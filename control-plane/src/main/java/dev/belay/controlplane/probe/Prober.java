package dev.belay.controlplane.probe;

import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.platform.Instance;
import java.time.Clock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks instances how they are, each by its plan, at most {@value #MAX_IN_FLIGHT} at once, and keeps
 * what they said. A probe that finds no room waits and is made late, never twice at once. Safe for
 * use by many threads.
 */
public final class Prober implements AutoCloseable {

  public static final int MAX_INSTANCES = 1_000;
  static final int MAX_IN_FLIGHT = 64;
  private static final long TICK_MILLIS = 50;
  private static final Logger log = LoggerFactory.getLogger(Prober.class);

  private final ProbeCall call;
  private final LongSupplier nanos;
  private final InstantSource clock;
  private final Consumer<ServiceName> onChange;
  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Watch> watches = new HashMap<>();
  private final Semaphore room = new Semaphore(MAX_IN_FLIGHT);
  private final AtomicLong notMade = new AtomicLong();
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("prober").factory());

  /** Without a timer: whoever makes it calls {@link #tick()}. */
  Prober(ProbeCall call, LongSupplier nanos, InstantSource clock, Consumer<ServiceName> onChange) {
    this.call = call;
    this.nanos = nanos;
    this.clock = clock;
    this.onChange = onChange;
  }

  /**
   * Starts one that asks over HTTP.
   *
   * @param onChange told, soon after, that an instance of the service started up, failed to, or
   *     changed its liveness or readiness; must return quickly
   */
  public static Prober start(Consumer<ServiceName> onChange) {
    var prober = new Prober(new HttpProbe(), System::nanoTime, Clock.systemUTC(), onChange);
    prober.startTimer();
    return prober;
  }

  private void startTimer() {
    timer.scheduleWithFixedDelay(this::tickSafely, 0, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /**
   * From now on, watches exactly these instances of the service; what is known of a process stays,
   * also under a new plan. Only running instances are asked; of others nothing is known.
   *
   * @throws IllegalArgumentException beyond {@value #MAX_INSTANCES} instances of all services, and
   *     for an instance of another service; nothing was changed
   */
  public void watch(ServiceName service, Map<Instance, ProbePlan> instances) {
    lock.lock();
    try {
      check(service, instances);
      var old = new HashMap<>(watches);
      watches.values().removeIf(watch -> watch.service().equals(service));
      instances.forEach((instance, plan) ->
          watches.put(instance.id(), watching(instance, plan, old.get(instance.id()))));
    } finally {
      lock.unlock();
    }
  }

  private void check(ServiceName service, Map<Instance, ProbePlan> instances) {
    for (Instance instance : instances.keySet()) {
      if (!instance.revision().service().equals(service)) {
        throw new IllegalArgumentException(instance.id() + " is no instance of " + service);
      }
    }
    long others = watches.values().stream().filter(w -> !w.service().equals(service)).count();
    if (others + instances.size() > MAX_INSTANCES) {
      throw new IllegalArgumentException(
          "%d instances are too many to probe; the limit is %d"
              .formatted(others + instances.size(), MAX_INSTANCES));
    }
  }

  private Watch watching(Instance instance, ProbePlan plan, @Nullable Watch old) {
    if (old == null || !old.isOfProcess(instance)) {
      return open(instance, InstanceHealth.unknown(instance, plan));
    }
    return old.health().plan().equals(plan) ? old : open(instance, old.health().under(plan));
  }

  private Watch open(Instance instance, InstanceHealth health) {
    return new Watch(instance, health, clock.instant(), nanos.getAsLong());
  }

  /** What is known of each watched instance, by its id. */
  public Map<String, InstanceHealth> snapshot() {
    lock.lock();
    try {
      return watches.entrySet().stream()
          .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, e -> e.getValue().health()));
    } finally {
      lock.unlock();
    }
  }

  /** How many probes were discarded because this side was late or short of something. */
  public long notMade() {
    return notMade.get();
  }

  private void tickSafely() {
    try {
      tick();
    } catch (RuntimeException e) {
      log.error("Probing goes on, but one round failed", e);
    }
  }

  /** Begins all probes that are due, the longest due first, as far as there is room. */
  void tick() {
    lock.lock();
    try {
      for (Watch.Slot slot : due()) {
        if (workers.isShutdown() || !room.tryAcquire()) {
          return;
        }
        slot.begin();
        long due = slot.due();
        workers.execute(() -> probe(slot, due));
      }
    } finally {
      lock.unlock();
    }
  }

  private List<Watch.Slot> due() {
    long now = nanos.getAsLong();
    var due = new ArrayList<Watch.Slot>();
    watches.values().forEach(watch -> due.addAll(watch.due(now)));
    due.sort(Comparator.comparingLong(slot -> slot.due() - now));
    return due;
  }

  private void probe(Watch.Slot slot, long due) {
    try {
      long begun = nanos.getAsLong();
      ProbeResult result = call(slot);
      var punctuality = new Punctuality(due, begun, nanos.getAsLong());
      settle(slot, punctuality.excuse(result, slot.spec().timeout()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      room.release();
    }
  }

  private ProbeResult call(Watch.Slot slot) throws InterruptedException {
    try {
      return call.make(slot.watch().instance().address(), slot.spec());
    } catch (RuntimeException | Error e) {
      log.warn("A probe of {} could not be made", slot.watch().instance().id(), e);
      return new ProbeResult.NotMade(e.toString());
    }
  }

  private void settle(Watch.Slot slot, ProbeResult result) {
    if (result instanceof ProbeResult.NotMade) {
      notMade.incrementAndGet();
    }
    if (count(slot, result)) {
      try {
        onChange.accept(slot.watch().service());
      } catch (RuntimeException e) {
        log.error("Nobody was told that the health of {} changed", slot.watch().service(), e);
      }
    }
  }

  /** A result of a process that is no longer watched tells nothing of its successor. */
  private boolean count(Watch.Slot slot, ProbeResult result) {
    Watch watch = slot.watch();
    lock.lock();
    try {
      return watches.get(watch.instance().id()) == watch
          && watch.end(slot, result, clock.instant(), nanos.getAsLong());
    } finally {
      lock.unlock();
    }
  }

  /** Ends all probes under way and waits for them, 5 s at most. Nobody is told anything more. */
  @Override
  public void close() {
    timer.shutdownNow();
    stopWorkers();
    try {
      if (!workers.awaitTermination(5, TimeUnit.SECONDS)) {
        log.warn("Some probes did not end within 5 s");
      }
      if (call instanceof HttpProbe http) {
        http.close();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Under the lock, so that no round is in the middle of handing out work. */
  private void stopWorkers() {
    lock.lock();
    try {
      watches.clear();
      workers.shutdownNow();
    } finally {
      lock.unlock();
    }
  }
}
