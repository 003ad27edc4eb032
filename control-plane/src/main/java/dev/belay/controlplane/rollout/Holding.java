package dev.belay.controlplane.rollout;

import dev.belay.controlplane.rollout.RolloutState.Baking;
import dev.belay.controlplane.rollout.RolloutState.Forward;
import dev.belay.controlplane.rollout.RolloutState.Held;
import dev.belay.controlplane.rollout.RolloutState.Hold;
import dev.belay.controlplane.rollout.RolloutState.Observing;
import dev.belay.controlplane.rollout.RolloutState.Shifting;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Waiting: weights as they are, for a person or until what it waits for has passed. */
final class Holding {

  private Holding() {}

  /** The rollback check comes first also while waiting. */
  static Decision go(Rollout rollout, Held held, Observation seen) {
    Optional<Decision> wayBack = Decider.wayBack(rollout, held.resume(), seen);
    if (wayBack.isPresent() && !sameHold(wayBack.get(), held)) {
      return wayBack.get();
    }
    if (seen.command() != null) {
      return Commands.obey(rollout, held, seen.command(), seen);
    }
    if (Decider.overdue(held, seen)) {
      boolean onlyPeople =
          switch (held.hold()) {
            case FROZEN, BREAKER_OPEN, LEFT_TO_PEOPLE -> true;
            default -> rollout.policy().mode() != Safeguards.Mode.ACT;
          };
      if (onlyPeople || served(held.resume()) && WayBack.nowhereToGo(rollout, seen)) {
        // Not even a deadline takes the traffic to nobody, or acts where people have forbidden it:
        // they are told again.
        Instant later = seen.at().plus(Limits.HELD);
        return Decider.stay(
            rollout.within(
                new Held(held.hold(), held.detail(), held.resume(), held.since(), later)));
      }
      Cause cause =
          Cause.of(
              held.hold() == Hold.NO_DATA ? Cause.NOT_ENOUGH_TRAFFIC : "HeldTooLong",
              "Held for %s: %s".formatted(Words.of(Limits.HELD), held.detail()));
      return WayBack.inconclusive(rollout, cause, seen);
    }
    if (wayBack.isEmpty() && over(rollout, held, seen)) {
      return resume(rollout, held, seen, "what it waited for has passed");
    }
    return held.hold() == Hold.ROUTE_NOT_HONOURED && held.resume() instanceof Shifting shifting
        ? new Decision(rollout, Splits.set(Decider.wanted(rollout, shifting.step(), seen)))
        : Decider.stay(rollout);
  }

  private static boolean served(Forward state) {
    return state instanceof Shifting || state instanceof Observing || state instanceof Baking;
  }

  private static boolean sameHold(Decision decision, Held held) {
    return decision.next().state() instanceof Held again && again.hold() == held.hold();
  }

  /** Whether a hold ends by itself; a pause and a foreign change end by a person only. */
  private static boolean over(Rollout rollout, Held held, Observation seen) {
    return switch (held.hold()) {
      case PAUSED, FOREIGN_CHANGE -> false;
      // It ends when there is no reason any more to go back, which was asked before.
      case LEFT_TO_PEOPLE -> true;
      case FROZEN -> seen.brakes().freeze() == null;
      case BREAKER_OPEN -> seen.brakes().breaker() == null;
      case SHARED_CAUSE, NO_SAFE_WAY_BACK -> seen.candidate() != null && seen.candidate().usable();
      case NO_DATA -> answeredEnough(rollout, held.resume()) && seen.outcomes() != null;
      case ROUTE_NOT_HONOURED ->
          held.resume() instanceof Shifting shifting
              && Decider.wanted(rollout, shifting.step(), seen)
                  .filter(w -> Decider.inForce(w, seen))
                  .isPresent();
    };
  }

  private static boolean answeredEnough(Rollout rollout, Forward state) {
    long before = state instanceof Observing observing ? observing.requestsBefore() : 0;
    return rollout.evidence().candidate().total() - before >= rollout.policy().minRequests();
  }

  static Decision resume(Rollout rollout, Held held, Observation seen, String why) {
    Forward later = held.resume().later(Duration.between(held.since(), seen.at()));
    // Traffic that came at last has its whole time before it.
    Forward next =
        held.hold() == Hold.NO_DATA && later instanceof Observing observing
            ? new Observing(
                observing.step(),
                observing.since(),
                observing.requestsBefore(),
                seen.at().plus(rollout.policy().maxDuration()),
                observing.diverted())
            : later;
    return Decider.stay(rollout.enter(next, seen.at(), why));
  }

  static Decision begin(
      Rollout rollout, Hold hold, String detail, Forward resume, Observation seen) {
    Instant deadline = seen.at().plus(Limits.HELD);
    return Decider.stay(
        rollout.enter(new Held(hold, detail, resume, seen.at(), deadline), seen.at(), detail));
  }
}
