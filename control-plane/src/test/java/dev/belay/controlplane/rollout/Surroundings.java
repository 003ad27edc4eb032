package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.StaleFencingTokenException;
import dev.belay.controlplane.platform.InMemoryPlatform;
import dev.belay.controlplane.platform.Instance;
import dev.belay.controlplane.traffic.InMemoryRequestOutcomes;
import dev.belay.controlplane.traffic.InMemoryTrafficRouter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Platform, router and gateway as they are, and what was asked of them and comes late or twice. */
final class Surroundings {

  private static final Duration OLD = Duration.ofSeconds(3);
  private static final int SELDOM = 12;

  final InMemoryPlatform platform;
  final InMemoryTrafficRouter router;
  final InMemoryRequestOutcomes outcomes;
  private final Simulation world;
  private final RandomGenerator random;
  private final List<Late> late = new ArrayList<>();
  private Instant shownAt = Scene.NOON;
  private List<Instance> shown = List.of();
  private boolean carryingOut;

  private record Late(Instant due, Runnable effect) {}

  Surroundings(Simulation world) {
    Clock clock = new VirtualClock(world::now);
    this.world = world;
    this.random = StoryTeller.random(world.story().seed() ^ 0xBE1A7L);
    this.platform = new InMemoryPlatform(clock);
    this.router = new InMemoryTrafficRouter(clock);
    this.outcomes = new InMemoryRequestOutcomes(router, clock);
  }

  /** It will be done, but seconds later. */
  void later(String what, Runnable effect) {
    world.chronicle().add(world.now(), 0, "will be late", what);
    late.add(new Late(world.now().plusMillis(random.nextInt(300, 4_000)), effect));
  }

  void lateEffects() {
    for (Late each : late.isEmpty() ? late : List.copyOf(late)) {
      if (!each.due().isAfter(world.now())) {
        late.remove(each);
        carryOut(each.effect());
      }
    }
  }

  private void carryOut(Runnable effect) {
    carryingOut = true;
    try {
      effect.run();
    } catch (StaleFencingTokenException refused) {
      world.chronicle().add(world.now(), 0, "refused", refused.getMessage());
    } finally {
      carryingOut = false;
    }
  }

  /** Whether what happens now was asked for earlier. */
  boolean carryingOut() {
    return carryingOut;
  }

  Instant nextDue() {
    Instant next = Instant.MAX;
    for (Late each : late) {
      next = Passing.earlier(next, each.due());
    }
    return next;
  }

  /** Every action may be carried out again: then the world stays as it is. */
  void sometimesAgain(String adapter, Runnable effect) {
    if (random.nextInt(SELDOM) == 0) {
      Object before = List.of(platform.observe(Scene.SHOP), router.read(Scene.SHOP));
      effect.run();
      Object after = List.of(platform.observe(Scene.SHOP), router.read(Scene.SHOP));
      if (!before.equals(after)) {
        throw new Violation("ActionsAreIdempotent", adapter + ": " + before + " -> " + after);
      }
    }
  }

  /**
   * What the platform shows.
   *
   * @param old whether that is what it showed some seconds ago
   */
  List<Instance> platformSeen(boolean old) {
    if (!old || world.now().isAfter(shownAt.plus(OLD))) {
      shown = platform.observe(Scene.SHOP);
      shownAt = world.now();
    }
    return shown;
  }
}
