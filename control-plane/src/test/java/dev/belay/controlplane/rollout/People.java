package dev.belay.controlplane.rollout;

import java.time.Duration;
import java.time.Instant;

/** What people do in every story: they release, and come where only they can help. */
final class People {

  static final Duration BETWEEN_RELEASES = Duration.ofSeconds(20);
  private static final Duration COME = Duration.ofMinutes(5);

  /** In some stories nobody comes before every deadline has passed. */
  private static final Duration COME_LATE = Duration.ofMinutes(45);

  private final Simulation world;
  private boolean refused;

  People(Simulation world) {
    this.world = world;
  }

  void turn() {
    SimulatedControlPlane leader = world.leader();
    if (leader != null) {
      releaseNext(leader);
      help(leader);
    }
  }

  private void releaseNext(SimulatedControlPlane leader) {
    Rollout newest = world.newest();
    int last = newest == null ? 0 : newest.id().number();
    Instant now = world.now();
    boolean due =
        newest == null || newest.ended() && now.isAfter(newest.stateSince().plus(BETWEEN_RELEASES));
    if (!due || last == world.story().truths().size()) {
      return;
    }
    if (last + 1 == world.story().firstCandidate()) {
      world.faults().entered(null).forEach(world::happen);
    }
    world.whileItLives(leader, () -> release(leader));
  }

  /** As the release API has it: nothing new begins while frozen. */
  private void release(SimulatedControlPlane leader) {
    if (world.mutant().refusesWhileFrozen() && world.faults().on(Happening.What.FROZEN)) {
      refuse(leader);
      return;
    }
    refused = false;
    try {
      Rollout created =
          leader.store.create(
              Scene.SHOP,
              id -> {
                Rollout opened = Opening.open(world, id);
                return world.mutant().quarantines()
                    ? Quarantine.unlessIn(leader.store, opened)
                    : opened;
              });
      leader.adopt(created);
    } catch (RuntimeException refused) {
      world.chronicle().add(world.now(), leader.number, "refused", refused.getMessage());
    }
  }

  /** They try again until it is over; that they do is told once. */
  private void refuse(SimulatedControlPlane leader) {
    if (!refused) {
      world.chronicle().add(world.now(), leader.number, "refused", "a release while frozen");
    }
    refused = true;
  }

  private void help(SimulatedControlPlane leader) {
    Rollout newest = world.newest();
    Duration patience = world.story().seed() % 4 == 0 ? COME_LATE : COME;
    if (newest == null || newest.ended() || waited(newest).compareTo(patience) < 0) {
      return;
    }
    if (newest.state() instanceof RolloutState.Held held
        && world.invariants().onlyPeopleHelp(newest, held)) {
      world.chronicle().add(world.now(), 0, "people come", held.hold());
      world.whileItLives(leader, () -> leader.command(Command.Verb.ABORT));
      world.quietUntil(world.now());
    }
  }

  private Duration waited(Rollout rollout) {
    Instant since = Simulation.later(rollout.stateSince(), world.faults().quietSince());
    return Duration.between(Simulation.later(since, world.nextBegins()), world.now());
  }
}
