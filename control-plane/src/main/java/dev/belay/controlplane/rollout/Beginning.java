package dev.belay.controlplane.rollout;

import dev.belay.controlplane.platform.RunResult;
import dev.belay.controlplane.rollout.RolloutState.Shifting;
import dev.belay.controlplane.rollout.RolloutState.Starting;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The candidate's instances start, and nobody reaches them before they are ready and migrated. */
final class Beginning {

  private Beginning() {}

  static Decision starting(Rollout rollout, Starting state, Observation seen) {
    Observation.Fleet fleet = seen.candidate();
    int wanted = rollout.candidate().instances();
    if (fleet != null && fleet.ready() >= wanted) {
      return rollout.candidate().migratesItself()
          ? migratedItself(rollout, fleet.ready(), state, seen)
          : ready(rollout, fleet.ready(), state, seen);
    }
    if (Decider.overdue(state, seen)) {
      return WayBack.begin(
          rollout.breached(seen.at()), state, Breach.neverReady(rollout, seen), seen);
    }
    return fleet == null || fleet.members().size() < wanted
        ? new Decision(rollout, List.of(new Action.Start(rollout.candidate())))
        : new Decision(rollout, Replacing.dead(fleet, wanted));
  }

  /** Ready says nothing of the schema: a service whose Flyway is switched off is ready as well. */
  private static Decision migratedItself(
      Rollout rollout, long ready, Starting state, Observation seen) {
    @Nullable RunResult looked = seen.migration();
    if (looked == null && !Decider.overdue(state, seen)) {
      return new Decision(rollout, List.of(new Action.CheckMigrated(rollout.candidate())));
    }
    @Nullable Cause missing =
        Migrated.missing(
            looked == null ? new RunResult.NotStarted("there was no answer in time") : looked);
    return missing == null
        ? ready(Migrated.byItself(rollout), ready, state, seen)
        : WayBack.begin(rollout.breached(seen.at()), state, missing, seen);
  }

  private static Decision ready(Rollout rollout, long ready, Starting state, Observation seen) {
    Instant stepsDeadline = seen.at().plus(rollout.policy().maxDuration());
    int step = Feasibility.firstStep(rollout, seen.at());
    var next = new Shifting(step, seen.at().plus(Limits.SHIFTING), stepsDeadline);
    return SyntheticGate.before(rollout, state, seen)
        .orElseGet(
            () -> Decider.stay(rollout.enter(next, seen.at(), ready + " instance(s) ready")));
  }
}
