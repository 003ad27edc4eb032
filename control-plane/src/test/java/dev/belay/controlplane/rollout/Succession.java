package dev.belay.controlplane.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The control planes of a story: who acts, who takes over, who goes on though it was succeeded. */
final class Succession {

  private final Simulation world;
  private final List<SimulatedControlPlane> living = new ArrayList<>();
  private Instant nextBegins = Scene.NOON;
  private int started;

  Succession(Simulation world) {
    this.world = world;
  }

  void turn() {
    for (SimulatedControlPlane each : List.copyOf(living)) {
      whileItLives(each, each::turn);
    }
    living.removeIf(each -> each.dead);
    if (!world.now().isBefore(nextBegins) && nobodyActs()) {
      succeed();
    }
  }

  private boolean nobodyActs() {
    for (SimulatedControlPlane each : living) {
      if (each.ends == null) {
        return false;
      }
    }
    return true;
  }

  void whileItLives(SimulatedControlPlane one, Runnable work) {
    if (one.ends != null && world.now().isAfter(one.ends)) {
      one.dead = true;
    }
    if (one.dead) {
      return;
    }
    try {
      work.run();
    } catch (Killed killed) {
      world.chronicle().add(world.now(), one.number, "killed at", killed.getMessage());
    }
  }

  /** Another control plane takes over. */
  @Nullable SimulatedControlPlane succeed() {
    int number = ++started;
    try {
      var next = new SimulatedControlPlane(world, number);
      world.chronicle().add(world.now(), number, "begins with token", next.token.value());
      Instant end = world.now().plus(world.steps().overlap());
      living.forEach(each -> each.ends = each.ends == null ? end : each.ends);
      living.add(next);
      living.sort(Comparator.comparing(each -> each.token));
      if (leader() != next) {
        next.ends = world.now();
      }
      return next;
    } catch (Killed | IllegalStateException failed) {
      world.chronicle().add(world.now(), number, "could not begin", failed.getMessage());
      return null;
    }
  }

  void ended(SimulatedControlPlane one, Duration down) {
    one.dead = true;
    nextBegins = world.now().plus(down);
  }

  /** The one that nobody has succeeded. */
  @Nullable SimulatedControlPlane leader() {
    SimulatedControlPlane last = living.isEmpty() ? null : living.getLast();
    // Whoever was succeeded does not lead again when its successor has died.
    return last == null || last.dead || last.ends != null ? null : last;
  }

  boolean several() {
    return living.size() > 1;
  }

  Instant nextBegins() {
    return nextBegins;
  }

  /** When something that has begun is due. */
  Instant nextDue(Instant from) {
    Instant next = nextBegins.isBefore(from) ? Instant.MAX : nextBegins;
    for (SimulatedControlPlane each : living) {
      next = Passing.earlier(next, each.nextDue());
    }
    return next;
  }

  /** Another number when any control plane's opinion of an instance is another. */
  int health() {
    int sum = 0;
    for (SimulatedControlPlane each : living) {
      sum = 31 * sum + each.probes.fingerprint();
    }
    return sum;
  }
}
