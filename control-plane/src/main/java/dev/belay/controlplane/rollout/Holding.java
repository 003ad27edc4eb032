package dev.belay.controlplane.rollout;

import dev.belay.controlplane.rollout.RolloutState.Baking;
import dev.belay.controlplane.rollout.RolloutState.Forward;
import dev.belay.controlplane.rollout.RolloutState.Held;
import dev.belay.controlplane.rollout.RolloutState.Hold;
import dev.belay.controlplane.rollout.RolloutState.Observing;
import dev.belay.controlplane.rollout.RolloutState.Shifting;
import dev.belay.controlplane.rollout.RolloutState.Starting;
import dev.belay.controlplane.traffic.TrafficRouter.Routing;
import dev.belay.controlplane.traffic.Weight;
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
    if (tooLong(held, seen)) {
      // Not even a deadline takes the traffic to nobody, or acts where people have forbidden it.
      if (!onlyPeople(rollout, held)
          && !(served(held.resume()) && WayBack.nowhereToGo(rollout, seen))) {
        Cause cause =
            Cause.of(
                held.hold() == Hold.NO_DATA ? Cause.NOT_ENOUGH_TRAFFIC : "HeldTooLong",
                "Held for %s: %s".formatted(Words.of(Limits.HELD), held.detail()));
        return WayBack.inconclusive(rollout, cause, seen);
      }
      if (Decider.overdue(held, seen)) {
        return Decider.stay(rollout.within(held.toldAgain(seen.at().plus(Limits.HELD))));
      }
    }
    if (wayBack.isEmpty() && over(rollout, held, seen)) {
      return resume(rollout, held, seen, "what it waited for has passed");
    }
    boolean wentBack = seen.routing() != null && seen.routing().leaseExpired();
    if (wentBack && wayBack.isPresent()) {
      // There is a reason to go back, and the router has gone: nobody but a person undoes that.
      return Decider.stay(rollout);
    }
    boolean reason = wayBack.isPresent() && !WayBack.nowhereToGo(rollout, seen);
    return waiting(rollout, held, reason, seen);
  }

  /**
   * The weights stay as they are, as long as there is somebody to serve them.
   *
   * @param reason whether there is a reason to go back, and somebody to go back to
   */
  private static Decision waiting(Rollout rollout, Held held, boolean reason, Observation seen) {
    return switch (held.resume()) {
      case Starting starting when !rollout.policy().synthetic().isEmpty() ->
          SyntheticGate.asking(rollout);
      case Shifting shifting
          when held.hold() == Hold.ROUTE_NOT_HONOURED && seen.candidate() != null ->
          new Decision(
              rollout,
              Splits.set(Splits.served(rollout.policy().weight(shifting.step()), rollout, seen)));
      case Observing observing -> diverting(rollout, held, observing.step(), reason, seen);
      case Baking baking -> diverting(rollout, held, rollout.policy().lastStep(), reason, seen);
      default -> Decider.stay(rollout);
    };
  }

  private static Decision diverting(
      Rollout rollout, Held held, int step, boolean reason, Observation seen) {
    if (held.hold() == Hold.FOREIGN_CHANGE) {
      return Decider.stay(rollout);
    }
    return switch (Detour.of(rollout, held.resume(), step, seen)) {
      case Detour.Over over -> Decider.stay(rollout.within(held.diverted(false)));
      // Whoever is to lose its traffic is not given more because it answers again.
      case Detour.Diverted diverted when reason && gives(diverted, rollout, seen) ->
          Decider.stay(rollout);
      case Detour.Diverted diverted when !(diverted.takesBack() && onlyPeopleTakeBack(held)) ->
          new Decision(rollout.within(held.diverted(true)), Splits.set(diverted.split()));
      case Detour.None none -> new Decision(rollout, Decider.refreshBackends(rollout, step, seen));
      default -> Decider.stay(rollout);
    };
  }

  private static boolean gives(Detour.Diverted diverted, Rollout rollout, Observation seen) {
    Routing routing = seen.routing();
    if (routing == null) {
      return false;
    }
    Weight now = routing.split().weightOf(rollout.id());
    return diverted
        .split()
        .filter(split -> split.weightOf(rollout.id()).compareTo(now) > 0)
        .isPresent();
  }

  private static boolean onlyPeopleTakeBack(Held held) {
    return held.hold() == Hold.LEFT_TO_PEOPLE || held.hold() == Hold.BREAKER_OPEN;
  }

  private static boolean onlyPeople(Rollout rollout, Held held) {
    return switch (held.hold()) {
      case FROZEN, BREAKER_OPEN, LEFT_TO_PEOPLE -> true;
      default -> rollout.policy().mode() != Safeguards.Mode.ACT;
    };
  }

  /** Longer than a hold may last, however often people were told again. */
  private static boolean tooLong(Held held, Observation seen) {
    return Decider.overdue(held, seen)
        || !seen.at().isBefore(held.since().plus(Limits.HELD))
        || honouredTooLate(held, seen);
  }

  /** A route that is honoured for a moment now and then does not begin its time anew each time. */
  private static boolean honouredTooLate(Held held, Observation seen) {
    return held.hold() == Hold.ROUTE_NOT_HONOURED
        && held.resume() instanceof Shifting shifting
        && !seen.at().isBefore(shifting.stepsDeadline().plus(Limits.HELD));
  }

  private static boolean served(Forward state) {
    return state instanceof Shifting || state instanceof Observing || state instanceof Baking;
  }

  private static boolean sameHold(Decision decision, Held held) {
    return decision.next().state() instanceof Held again && again.hold() == held.hold();
  }

  /** Whether a hold ends by itself; a pause and a foreign change end by a person only. */
  private static boolean over(Rollout rollout, Held held, Observation seen) {
    if (SyntheticGate.holds(rollout, held)) {
      return SyntheticGate.open(seen);
    }
    return switch (held.hold()) {
      case PAUSED, FOREIGN_CHANGE -> false;
      // It ends when there is no reason any more to go back, which was asked before.
      case LEFT_TO_PEOPLE ->
          seen.candidate() != null
              && (!(held.resume() instanceof Starting)
                  || seen.candidate().ready() >= rollout.candidate().instances());
      case FROZEN -> seen.brakes().freeze() == null;
      case BREAKER_OPEN -> seen.brakes().breaker() == null;
      case SHARED_CAUSE, NO_SAFE_WAY_BACK -> seen.candidate() != null && seen.candidate().usable();
      case NO_DATA ->
          answeredEnough(rollout, held.resume())
              && (seen.outcomes() != null || rollout.policy().minRequests() == 0)
              && seen.candidateReady();
      case ROUTE_NOT_HONOURED ->
          held.resume() instanceof Shifting shifting
              && Decider.wanted(rollout, shifting.step(), seen)
                  .filter(w -> Decider.inForce(w, seen))
                  .isPresent();
    };
  }

  private static boolean answeredEnough(Rollout rollout, Forward state) {
    long answered = rollout.answered();
    boolean enough =
        state instanceof Observing observing
            ? answered - observing.requestsBefore() >= rollout.policy().requestsAt(observing.step())
            : answered >= rollout.policy().minRequests();
    int step =
        state instanceof Observing observing ? observing.step() : rollout.policy().lastStep();
    return enough && StepProof.harmless(rollout, step);
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
    Rollout forgiven =
        held.hold() == Hold.ROUTE_NOT_HONOURED
            ? rollout.withEvidence(rollout.evidence().shareForgiven())
            : rollout;
    return Decider.stay(forgiven.enter(next, seen.at(), why));
  }

  static Decision begin(
      Rollout rollout, Hold hold, String detail, Forward resume, Observation seen) {
    Instant deadline = seen.at().plus(Limits.HELD);
    return Decider.stay(
        rollout.enter(new Held(hold, detail, resume, seen.at(), deadline), seen.at(), detail));
  }
}
