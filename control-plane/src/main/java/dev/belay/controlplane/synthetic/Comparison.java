package dev.belay.controlplane.synthetic;

import dev.belay.controlplane.synthetic.SyntheticRequest.Via;
import dev.belay.controlplane.traffic.TrafficSplit.Backend;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Asks two revisions alike for as long as somebody wants it: the same request, the same way, one
 * after the other in random order, so that whichever fails is as likely the one as the other where
 * neither is worse. One thread a request of the plan.
 */
final class Comparison {

  /** Who does not say again that it is wanted is not there any more. */
  static final Duration WANTED_FOR = Duration.ofSeconds(5);

  private final Synthetics synthetics;
  private volatile Side candidate;
  private volatile Side stable;
  private volatile long wantedAt = System.nanoTime();
  private volatile boolean ended;
  private @Nullable SyntheticCounts counts;

  Comparison(Synthetics synthetics, SyntheticPlan plan, Side candidate, Side stable) {
    this(synthetics, plan, candidate, stable, null);
  }

  private Comparison(
      Synthetics synthetics,
      SyntheticPlan plan,
      Side candidate,
      Side stable,
      @Nullable SyntheticCounts counts) {
    this.counts = counts;
    this.synthetics = synthetics;
    this.candidate = candidate;
    this.stable = stable;
    for (SyntheticRequest request : plan.requests()) {
      Thread.ofVirtual().name("synthetic " + request.name()).start(() -> run(request));
    }
  }

  /** Another one that counts on. */
  Comparison again(Synthetics by, SyntheticPlan plan, Side nowCandidate, Side nowStable) {
    return new Comparison(by, plan, nowCandidate, nowStable, counts());
  }

  void want(Side nowCandidate, Side nowStable) {
    candidate = nowCandidate;
    stable = nowStable;
    wantedAt = System.nanoTime();
  }

  /** Whether nobody wanted it for so long that its threads have gone. */
  boolean over() {
    return ended || System.nanoTime() - wantedAt > WANTED_FOR.toNanos();
  }

  void end() {
    ended = true;
  }

  synchronized @Nullable SyntheticCounts counts() {
    return counts;
  }

  private void run(SyntheticRequest request) {
    Duration interval = Duration.ofMinutes(1).dividedBy(request.perMinute());
    try {
      while (!over()) {
        round(request);
        pause(interval);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** A long pause must not outlive the rollout. */
  private void pause(Duration interval) throws InterruptedException {
    long end = System.nanoTime() + interval.toNanos();
    long step = WANTED_FOR.toNanos() / 5;
    for (long left = interval.toNanos(); left > 0 && !over(); left = end - System.nanoTime()) {
      Thread.sleep(Duration.ofNanos(Math.min(left, step)));
    }
  }

  private void round(SyntheticRequest request) throws InterruptedException {
    Side one = candidate;
    Side other = stable;
    if (one.isEmpty() || other.isEmpty()) {
      return;
    }
    Via via = any(request.via());
    Backend ofOne = any(one.instances());
    Backend ofOther = any(other.instances());
    boolean candidateFirst = ThreadLocalRandom.current().nextBoolean();
    SyntheticResult first =
        candidateFirst
            ? synthetics.one(request, one, ofOne, via)
            : synthetics.one(request, other, ofOther, via);
    SyntheticResult second =
        candidateFirst
            ? synthetics.one(request, other, ofOther, via)
            : synthetics.one(request, one, ofOne, via);
    count(candidateFirst ? first : second, candidateFirst ? second : first);
  }

  /** Both or none: what could not be sent says nothing of either. */
  private synchronized void count(SyntheticResult ofCandidate, SyntheticResult ofStable) {
    boolean both =
        (ofCandidate.passed() || ofCandidate.failed()) && (ofStable.passed() || ofStable.failed());
    if (both && !ended) {
      SyntheticCounts before = counts == null ? SyntheticCounts.none(synthetics.bootId()) : counts;
      counts = before.plus(ofCandidate, ofStable);
    }
  }

  private static <T> T any(List<T> of) {
    return of.get(ThreadLocalRandom.current().nextInt(of.size()));
  }
}
