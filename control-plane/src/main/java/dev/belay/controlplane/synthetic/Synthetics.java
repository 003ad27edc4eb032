package dev.belay.controlplane.synthetic;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.SecretLookup;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.synthetic.SyntheticRequest.Via;
import dev.belay.controlplane.synthetic.SyntheticResult.Outcome;
import dev.belay.controlplane.traffic.MarkedRoute;
import dev.belay.controlplane.traffic.TrafficSplit.Backend;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place from which synthetic requests are sent: at most {@value #AT_ONCE} at once for a
 * service, each at most as often as its policy says. Blocks whoever calls.
 */
public class Synthetics implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Synthetics.class);
  static final int AT_ONCE = 4;

  /** For as long as one failure may be an accident. */
  private static final Duration BEFORE_AGAIN = Duration.ofSeconds(1);

  /** For a place, and a turn, while comparing. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static final int MAX_TOLD = 4_000;

  private final SyntheticCalls calls;
  private final Clock clock;
  private final Rate rate = new Rate(System::nanoTime);
  private final Map<ServiceName, Semaphore> places = new ConcurrentHashMap<>();
  private final Map<String, Outcome> told = new ConcurrentHashMap<>();
  private final Map<RevisionId, Comparison> comparisons = new ConcurrentHashMap<>();
  private final String bootId = UUID.randomUUID().toString();

  Synthetics(SyntheticCalls calls, Clock clock) {
    this.calls = calls;
    this.clock = clock;
  }

  /** On the system's clock. */
  public static Synthetics of(MarkedRoute route, SecretLookup secrets, SyntheticFiles files) {
    Clock clock = Clock.systemUTC();
    return new Synthetics(new SyntheticCalls(route, secrets, files, clock), clock);
  }

  String bootId() {
    return bootId;
  }

  /**
   * Compares the two from now on for a few seconds; who wants more says so again.
   *
   * @param rollout by which it is known
   */
  public void compare(RevisionId rollout, SyntheticPlan plan, Side candidate, Side stable) {
    comparisons
        .compute(
            rollout,
            (id, known) -> {
              if (known == null) {
                return new Comparison(this, plan, candidate, stable);
              }
              return known.over() ? known.again(this, plan, candidate, stable) : known;
            })
        .want(candidate, stable);
  }

  /** What the comparison has counted; null before it did. */
  public @Nullable SyntheticCounts compared(RevisionId rollout) {
    Comparison comparison = comparisons.get(rollout);
    return comparison == null ? null : comparison.counts();
  }

  /** Called when a rollout has ended, so that nothing is kept for ever. */
  public void forget(RevisionId rollout) {
    Comparison comparison = comparisons.remove(rollout);
    if (comparison != null) {
      comparison.end();
    }
  }

  /** What goes to whom. */
  private record Errand(SyntheticRequest request, Backend instance, Via via) {}

  /**
   * Sends each request on each of its ways to every instance; one that fails is sent once more
   * after a second, unless it changes something.
   *
   * @param within after this time what was not sent yet is not sent
   * @return the first that stays a failure, alone, or what became of all of them
   */
  public List<SyntheticResult> ask(SyntheticPlan plan, Side side, Duration within) {
    var waiting = new ConcurrentLinkedQueue<Errand>();
    for (SyntheticRequest request : plan.requests()) {
      for (Via via : request.via()) {
        side.instances().forEach(each -> waiting.add(new Errand(request, each, via)));
      }
    }
    var results = new ConcurrentLinkedQueue<SyntheticResult>();
    Instant end = clock.instant().plus(within);
    var workers = new ArrayList<Thread>();
    for (int i = 0; i < AT_ONCE; i++) {
      workers.add(
          Thread.ofVirtual().name("synthetic").start(() -> work(waiting, side, end, results)));
    }
    try {
      for (Thread worker : workers) {
        worker.join();
      }
    } catch (InterruptedException e) {
      workers.forEach(Thread::interrupt);
      Thread.currentThread().interrupt();
      return List.of();
    }
    return results.stream()
        .filter(SyntheticResult::failed)
        .findFirst()
        .map(List::of)
        .orElseGet(() -> List.copyOf(results));
  }

  private void work(Queue<Errand> waiting, Side side, Instant end, Queue<SyntheticResult> results) {
    try {
      for (Errand next = waiting.poll(); next != null; next = waiting.poll()) {
        SyntheticResult result = twice(next, side, end);
        results.add(result);
        if (result.failed()) {
          waiting.clear();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private SyntheticResult twice(Errand errand, Side side, Instant end) throws InterruptedException {
    SyntheticResult first = once(errand, side, end);
    if (!first.failed() || errand.request().mutating()) {
      return told(first);
    }
    Thread.sleep(BEFORE_AGAIN);
    return told(once(errand, side, end));
  }

  /** In its turn; not at all if that does not come in time. */
  private SyntheticResult once(Errand errand, Side side, Instant end) throws InterruptedException {
    String key = "%s %s".formatted(errand.instance().instance(), errand.request().name());
    Duration wait = rate.take(key, errand.request().perMinute());
    while (!wait.isZero()) {
      if (clock.instant().plus(wait).isAfter(end)) {
        return notAsked(errand, side, "its turn did not come in time");
      }
      Thread.sleep(wait);
      wait = rate.take(key, errand.request().perMinute());
    }
    return send(errand.request(), side, errand.instance(), errand.via(), end);
  }

  private SyntheticResult send(
      SyntheticRequest request, Side side, Backend instance, Via via, Instant end)
      throws InterruptedException {
    Semaphore place =
        places.computeIfAbsent(side.revision().service(), name -> new Semaphore(AT_ONCE));
    place.acquire();
    try {
      return clock.instant().isAfter(end)
          ? notAsked(new Errand(request, instance, via), side, "there was no time left")
          : calls.ask(request, side.revision(), instance, via);
    } finally {
      place.release();
    }
  }

  /** Once, now. That its turn did not come is nothing to tell people of. */
  SyntheticResult one(SyntheticRequest request, Side side, Backend instance, Via via)
      throws InterruptedException {
    SyntheticResult result =
        once(new Errand(request, instance, via), side, clock.instant().plus(PATIENCE));
    return result.outcome() == Outcome.NOT_ASKED ? result : told(result);
  }

  private SyntheticResult notAsked(Errand errand, Side side, String why) {
    return new SyntheticResult(
        errand.request().words(),
        side.revision(),
        errand.instance().instance(),
        errand.via(),
        Outcome.NOT_ASKED,
        "",
        why,
        clock.instant());
  }

  /**
   * What the candidate makes of all requests, before it has traffic.
   *
   * @param stable null if there is none to be compared with
   */
  public Gate gate(SyntheticPlan plan, Side candidate, @Nullable Side stable, Duration within) {
    List<SyntheticResult> results = ask(plan, candidate, within);
    SyntheticResult worst =
        results.stream().filter(result -> !result.passed()).findFirst().orElse(null);
    if (results.isEmpty() || worst != null && !worst.failed()) {
      String why = worst == null ? "nobody was there to be asked" : worst.words();
      return new Gate.Unknown(why, clock.instant());
    }
    if (worst == null) {
      return new Gate.Passed(results.size(), clock.instant());
    }
    SyntheticResult same =
        stable == null || stable.isEmpty() ? null : same(plan, worst, stable, within);
    return same != null && same.failed()
        ? new Gate.Shared(worst, same, clock.instant())
        : new Gate.Failed(worst, clock.instant());
  }

  /** Whether stable answers now what the candidate did not; null if it could not be asked. */
  private @Nullable SyntheticResult same(
      SyntheticPlan plan, SyntheticResult failed, Side stable, Duration within) {
    SyntheticRequest request =
        plan.requests().stream()
            .filter(each -> each.words().equals(failed.request()))
            .findFirst()
            .orElseThrow();
    try {
      var errand = new Errand(request, stable.instances().getFirst(), failed.via());
      return told(once(errand, stable, clock.instant().plus(within)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    }
  }

  /** One line for each change, not for each request. */
  private SyntheticResult told(SyntheticResult result) {
    if (told.size() > MAX_TOLD) {
      told.clear();
    }
    String key = "%s %s %s".formatted(result.instance(), result.via(), result.request());
    Outcome before = told.put(key, result.outcome());
    if (before != result.outcome() && !(before == null && result.passed())) {
      if (result.passed()) {
        log.info("{}: {}", result.revision(), result.words());
      } else {
        log.warn("{}: {}", result.revision(), result.words());
      }
    }
    return result;
  }

  @Override
  public void close() {
    comparisons.values().forEach(Comparison::end);
    calls.close();
  }
}
