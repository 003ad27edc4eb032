package dev.belay.controlplane.rollout;

import dev.belay.controlplane.platform.Instance;
import dev.belay.controlplane.rollout.RolloutState.Active;
import dev.belay.controlplane.rollout.RolloutState.Baking;
import dev.belay.controlplane.rollout.RolloutState.Observing;
import dev.belay.controlplane.rollout.RolloutState.RollingBack;
import dev.belay.controlplane.traffic.TrafficSplit;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How time passes: turn by turn while things happen; the longer nothing has, the longer the steps,
 * but never past the next moment at which something can be different by itself.
 */
final class Passing {

  /** A split is to be renewed before its lease of {@link Limits#LEASE} is over. */
  private static final Duration WHILE_LEASED = Duration.ofSeconds(40);

  private static final Duration LONGEST = Duration.ofMinutes(2);

  /** How much longer a step may be than nothing has happened. */
  private static final int GROWTH = 3;

  private static final Duration TOGETHER = Duration.ofSeconds(2);

  /** How long revisions that fail or flap are followed closely while nobody acts. */
  private static final Duration CLOSELY = Duration.ofMinutes(1);

  private final Simulation world;
  private final Duration turn;
  private Instant changedAt = Scene.NOON;
  private Instant expected = Instant.MAX;
  private long happened = -1;
  private int health;
  private List<Instance> processes = List.of();

  Passing(Simulation world) {
    this.world = world;
    this.turn = world.story().turn();
  }

  Duration step() {
    notice();
    Instant now = world.now();
    Duration still = Duration.between(changedAt, now);
    boolean troubled = world.users().troubled() && still.compareTo(CLOSELY) < 0;
    Duration wait = least(troubled ? still.dividedBy(3) : still.multipliedBy(GROWTH), longest());
    if (wait.compareTo(turn) <= 0) {
      return turn;
    }
    expected = next(now.plusMillis(1), still.compareTo(CLOSELY) < 0);
    if (expected.isAfter(now.plus(wait))) {
      expected = Instant.MAX;
      return wait;
    }
    Duration until = Duration.between(now, expected);
    return until.compareTo(turn) < 0 ? turn : until;
  }

  private void notice() {
    long events = world.chronicle().size();
    int healthNow = world.health();
    List<Instance> now = world.platform().observe(Scene.SHOP);
    boolean came = !world.now().isBefore(expected);
    if (events != happened || healthNow != health || came || !now.equals(processes)) {
      changedAt = world.now();
      happened = events;
      health = healthNow;
      processes = now;
      expected = Instant.MAX;
    }
  }

  private Duration longest() {
    TrafficSplit split = world.router().read(Scene.SHOP).split();
    return world.several() ? TOGETHER : split.lease() == null ? LONGEST : WHILE_LEASED;
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** The next moment from then on at which something is due. */
  private Instant next(Instant from, boolean closely) {
    Instant next = earlier(world.faults().nextChange(from), world.nextDue(from));
    next = earlier(next, from(from, world.platform().nextEvent(from)));
    Rollout newest = world.newest();
    next = newest == null ? next : earlier(next, deadline(newest, from));
    return closely ? earlier(next, world.truth().nextChange(processes, from)) : next;
  }

  private static Instant deadline(Rollout rollout, Instant from) {
    if (!(rollout.state() instanceof Active state)) {
      return from(from, rollout.stateSince().plus(People.BETWEEN_RELEASES));
    }
    @Nullable Instant planned =
        switch (state) {
          case Observing at -> at.since().plus(rollout.policy().durationOf(at.step()));
          case Baking at -> at.until();
          case RollingBack back when back.safeAt() != null -> back.safeAt().plus(Limits.EVIDENCE);
          default -> null;
        };
    Instant deadline = from(from, state.deadline());
    return planned == null ? deadline : earlier(deadline, from(from, planned));
  }

  private static Instant from(Instant from, Instant at) {
    return at.isBefore(from) ? Instant.MAX : at;
  }

  static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }
}
