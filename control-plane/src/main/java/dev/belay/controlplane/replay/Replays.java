package dev.belay.controlplane.replay;

import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.replay.Ending.Outcome;
import dev.belay.controlplane.rollout.RecordedLook;
import dev.belay.controlplane.rollout.ReleasePolicy;
import dev.belay.controlplane.rollout.Releases;
import dev.belay.controlplane.rollout.Rollout;
import dev.belay.controlplane.rollout.RolloutState;
import dev.belay.controlplane.rollout.RolloutStore;
import dev.belay.controlplane.rollout.Safeguards;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;

/** Replays policies, one at a time and for {@value #SECONDS} seconds at most. */
public final class Replays {

  public static final int MOST_RELEASES = RolloutStore.RECORDS_KEPT;
  static final int DRAWS = 20;
  static final int SECONDS = 20;

  private final Releases releases;
  private final RolloutStore store;
  private final LongSupplier nanos;
  private final Semaphore one = new Semaphore(1);

  Replays(Releases releases, RolloutStore store, LongSupplier nanos) {
    this.releases = releases;
    this.store = store;
    this.nanos = nanos;
  }

  /**
   * What the policy would have done with the newest releases of a service that have ended, newest
   * first. It acts in a replay, whatever its mode.
   *
   * @param most 1 to {@value #MOST_RELEASES}
   * @throws ReplayUnderWayException while another is replayed
   */
  public List<Replayed> replay(ServiceName service, ReleasePolicy policy, int most) {
    if (most < 1 || most > MOST_RELEASES) {
      throw new IllegalArgumentException(
          "releases lies between 1 and %d, not %d: no more are recorded of a service"
              .formatted(MOST_RELEASES, most));
    }
    if (!one.tryAcquire()) {
      throw new ReplayUnderWayException();
    }
    try {
      return replayed(releases.list(service, most), acting(policy));
    } finally {
      one.release();
    }
  }

  private static ReleasePolicy acting(ReleasePolicy policy) {
    return policy.withSafeguards(guards -> guards.withMode(Safeguards.Mode.ACT));
  }

  private List<Replayed> replayed(List<Rollout> newest, ReleasePolicy policy) {
    long end = nanos.getAsLong() + Duration.ofSeconds(SECONDS).toNanos();
    var replayed = new ArrayList<Replayed>();
    for (Rollout rollout : newest) {
      if (rollout.ended()) {
        replayed.add(
            nanos.getAsLong() - end > 0
                ? not(rollout, "no time left: %d s are over".formatted(SECONDS))
                : replay(rollout, store.recorded(rollout.id()), policy));
      }
    }
    return replayed;
  }

  /** One release, from what was recorded of it. */
  public static Replayed replay(Rollout rollout, List<RecordedLook> looks, ReleasePolicy policy) {
    if (rollout.stable() == null || rollout.undo()) {
      return not(
          rollout,
          rollout.undo() ? "an undo is not judged" : "the first release has nobody beside it");
    }
    if (looks.isEmpty()) {
      return not(rollout, "nothing was recorded of it, or not any more");
    }
    Optional<Track> track = Track.of(rollout, looks);
    return track
        .map(known -> new Replayed(rollout, then(known), draws(known, policy), null))
        .orElseGet(() -> not(rollout, "no request of users reached it"));
  }

  private static Replayed not(Rollout rollout, String why) {
    return new Replayed(rollout, null, List.of(), why);
  }

  private static List<Ending> draws(Track track, ReleasePolicy policy) {
    var known = new Dealer.Known();
    // The same each time: a replay is repeated to compare policies, not lots.
    var lots = new SplittableRandom(Objects.hash(track.rollout().id().label()));
    var draws = new ArrayList<Ending>();
    do {
      draws.add(new Rehearsal(track, policy, known, lots.split()).run());
    } while (draws.getLast().dealt() && draws.size() < DRAWS);
    return draws;
  }

  private static Ending then(Track track) {
    Rollout rollout = track.rollout();
    Instant from =
        track.first() == 0 ? track.before().at() : track.beats().get(track.first() - 1).at();
    return new Ending(
        outcome(rollout.state()),
        Rehearsal.cause(rollout),
        Duration.between(from, over(rollout)),
        rollout.evidence().candidate().errors(),
        false);
  }

  private static Outcome outcome(RolloutState state) {
    return switch (state) {
      case RolloutState.Promoted promoted -> Outcome.PROMOTED;
      case RolloutState.RolledBack back -> Outcome.ROLLED_BACK;
      default -> Outcome.INCONCLUSIVE;
    };
  }

  private static Instant over(Rollout rollout) {
    return rollout.state() instanceof RolloutState.RolledBack back
        ? back.safeAt()
        : rollout.stateSince();
  }
}
