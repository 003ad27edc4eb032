package dev.belay.controlplane.rollout;

import dev.belay.controlplane.rollout.RolloutState.Ended;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** What must be written down when a rollout is over, and what follows from it. */
final class Endings {

  private static final Set<String> WITH_A_CAUSE = Set.of("RolledBack", "Blocked", "Inconclusive");

  private final Simulation world;

  Endings(Simulation world) {
    this.world = world;
  }

  /** What was taken back does not begin again unless someone asks for it by name. */
  void quarantineHolds(Rollout created) {
    for (Rollout each : world.records().all()) {
      boolean same = each.candidate().content().equals(created.candidate().content());
      if (each.takenBack() && same && !(created.state() instanceof RolloutState.Blocked)) {
        Invariants.broken("QuarantineHolds", created.id() + " is what " + each.id() + " was");
      }
    }
  }

  void breakersLimit(Rollout stored) {
    int takenBack = stored.takenBack() ? world.records().takenBack() : 0;
    if (takenBack > world.story().breakerLimit()) {
      Invariants.broken(
          "TheBreakersLimitIsNeverPassed", takenBack + " of " + world.story().breakerLimit());
    }
  }

  void everyEndHasItsRecord() {
    for (Rollout each : world.records().all()) {
      if (!(each.state() instanceof Ended end)) {
        continue;
      }
      boolean told =
          !each.transitions().isEmpty() && each.transitions().getLast().to().equals(end.name());
      Instant at = told ? each.transitions().getLast().at() : Instant.MIN;
      if (!at.equals(each.stateSince()) || WITH_A_CAUSE.contains(end.name()) && !caused(end)) {
        Invariants.broken("EveryEndHasItsRecord", each.state() + " " + each.transitions());
      }
    }
  }

  private static boolean caused(Ended end) {
    Cause cause =
        switch (end) {
          case RolloutState.RolledBack back -> back.cause();
          case RolloutState.Blocked blocked -> blocked.cause();
          case RolloutState.Inconclusive open -> open.cause();
          case RolloutState.Promoted promoted -> new Cause("", "", Map.of());
        };
    return !cause.type().isBlank() && !cause.summary().isBlank();
  }
}
