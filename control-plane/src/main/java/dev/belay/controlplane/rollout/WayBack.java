package dev.belay.controlplane.rollout;

import dev.belay.controlplane.probe.ProbeSpec;
import dev.belay.controlplane.rollout.RolloutState.Ending;
import dev.belay.controlplane.rollout.RolloutState.Forward;
import dev.belay.controlplane.rollout.RolloutState.Held;
import dev.belay.controlplane.rollout.RolloutState.Hold;
import dev.belay.controlplane.rollout.RolloutState.Inconclusive;
import dev.belay.controlplane.rollout.RolloutState.RolledBack;
import dev.belay.controlplane.rollout.RolloutState.RollingBack;
import dev.belay.controlplane.rollout.RolloutState.Starting;
import dev.belay.controlplane.rollout.RolloutState.Stranded;
import dev.belay.controlplane.traffic.TrafficSplit;
import dev.belay.controlplane.traffic.Weight;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The way back: traffic to stable, see that it arrived, keep the bad revision a while for evidence,
 * stop it. Never stops what still has traffic.
 */
final class WayBack {

  private WayBack() {}

  /** Goes back for a cause, unless going back would not help or there is nowhere to go. */
  static Decision begin(Rollout rollout, Forward from, Cause cause, Observation seen) {
    if (rollout.policy().mode() != Safeguards.Mode.ACT) {
      String why = "mode gate; would have gone back: " + cause.summary();
      Rollout told = rollout.withholding("rolled back", cause, seen.at());
      return Holding.begin(told, Hold.LEFT_TO_PEOPLE, why, from, seen);
    }
    if (seen.brakes().breaker() != null) {
      String why = seen.brakes().breaker() + "; would have gone back: " + cause.summary();
      return Holding.begin(rollout, Hold.BREAKER_OPEN, why, from, seen);
    }
    if (from instanceof Starting) {
      return start(rollout, Ending.ROLLED_BACK, cause, seen);
    }
    if (sharedCause(rollout, cause, seen)) {
      String why = "stable fails in the same way: " + cause.summary();
      return Holding.begin(rollout, Hold.SHARED_CAUSE, why, from, seen);
    }
    if (nowhereToGo(rollout, seen)) {
      String why =
          (rollout.stable() == null
                  ? "there is no earlier revision to go back to: "
                  : "stable cannot take the traffic: ")
              + cause.summary();
      return Holding.begin(rollout, Hold.NO_SAFE_WAY_BACK, why, from, seen);
    }
    return start(rollout, Ending.ROLLED_BACK, cause, seen);
  }

  /** Whether going back would take the traffic to nobody: then the better revision keeps it. */
  static boolean nowhereToGo(Rollout rollout, Observation seen) {
    return rollout.stable() == null || seen.stable() != null && !seen.stable().usable();
  }

  private static boolean sharedCause(Rollout rollout, Cause cause, Observation seen) {
    if (!cause.type().equals(Cause.PROBE_FAILED) || seen.stable() == null) {
      return false;
    }
    // Time-outs on both sides come from the machine: a storm of probes must not take anyone back.
    boolean bothTimedOut =
        Boolean.parseBoolean(cause.detail().get("timedOut"))
            && seen.stable().timedOutSince(seen.at().minus(Limits.SHARED_TIME_OUT));
    ProbeSpec readiness = rollout.policy().probePlan().readiness();
    Instant oneAnswerAgo = seen.at().minus(readiness.period()).minus(readiness.timeout());
    return bothTimedOut
        || !seen.stable().isEmpty()
            && (!seen.stable().usable() || seen.stable().troubledSince(oneAnswerAgo));
  }

  /** Also what nobody has found bad is not taken back by someone who doubts itself. */
  static Decision inconclusive(Rollout rollout, Cause cause, Observation seen) {
    Forward from =
        rollout.state() instanceof Held held
            ? held.resume()
            : rollout.state() instanceof Forward forward ? forward : null;
    if (seen.brakes().breaker() != null && from != null) {
      String why = seen.brakes().breaker() + "; would have gone back: " + cause.summary();
      return Holding.begin(rollout, Hold.BREAKER_OPEN, why, from, seen);
    }
    return start(rollout, Ending.INCONCLUSIVE, cause, seen);
  }

  static Decision start(Rollout rollout, Ending ending, Cause cause, Observation seen) {
    var back = new RollingBack(ending, cause, seen.at(), null, seen.at().plus(Limits.ROLLING_BACK));
    return go(rollout.enter(back, seen.at(), cause.summary()), back, seen);
  }

  static Decision go(Rollout rollout, RollingBack back, Observation seen) {
    Optional<TrafficSplit> wanted = Splits.back(rollout, seen);
    if (back.safeAt() == null) {
      if (!arrived(rollout, seen)) {
        return Decider.overdue(back, seen)
            ? strand(rollout, back, wanted, seen)
            : new Decision(rollout, Splits.set(wanted));
      }
      var safe =
          new RollingBack(
              back.ending(),
              back.cause(),
              back.since(),
              seen.at(),
              seen.at()
                  .plus(Limits.EVIDENCE)
                  .plus(rollout.policy().terminationGrace().multipliedBy(2)));
      return Decider.stay(rollout.within(safe));
    }
    if (seen.routing() != null && !arrived(rollout, seen)) {
      // Someone else, or a change that was late, has given it traffic again.
      var again =
          new RollingBack(
              back.ending(), back.cause(), back.since(), null, seen.at().plus(Limits.ROLLING_BACK));
      return new Decision(rollout.within(again), Splits.set(wanted));
    }
    if (seen.at().isBefore(back.safeAt().plus(Limits.EVIDENCE))) {
      return Decider.stay(rollout);
    }
    boolean gone = seen.candidate() != null && seen.candidate().isEmpty();
    if (gone || Decider.overdue(back, seen)) {
      return finish(rollout, back, back.safeAt(), gone, seen);
    }
    return seen.routing() == null
        ? Decider.stay(rollout)
        : new Decision(
            rollout, List.of(new Action.Stop(rollout.id(), rollout.policy().terminationGrace())));
  }

  static Decision go(Rollout rollout, Stranded stranded, Observation seen) {
    if (arrived(rollout, seen)) {
      RollingBack attempt = stranded.attempt();
      var back =
          new RollingBack(
              attempt.ending(),
              attempt.cause(),
              attempt.since(),
              seen.at(),
              seen.at()
                  .plus(Limits.EVIDENCE)
                  .plus(rollout.policy().terminationGrace().multipliedBy(2)));
      return Decider.stay(rollout.enter(back, seen.at(), "stable has the traffic after all"));
    }
    List<Action> again = Splits.set(Splits.back(rollout, seen));
    if (!Decider.overdue(stranded, seen)) {
      return new Decision(rollout, again);
    }
    // The deadline of being stranded is for people: it is told again, and trying goes on.
    var still =
        new Stranded(
            stranded.attempt(),
            stranded.why(),
            stranded.since(),
            seen.at().plus(Limits.ROLLING_BACK));
    return new Decision(rollout.within(still), again);
  }

  private static Decision strand(
      Rollout rollout, RollingBack back, Optional<TrafficSplit> wanted, Observation seen) {
    String why =
        seen.routing() == null
            ? "the router does not answer"
            : wanted.isEmpty()
                ? "no instance of stable is known"
                : "the router does not put stable's weight into force";
    Instant deadline = seen.at().plus(Limits.ROLLING_BACK);
    return new Decision(
        rollout.enter(new Stranded(back, why, seen.at(), deadline), seen.at(), why),
        Splits.set(wanted));
  }

  private static Decision finish(
      Rollout rollout, RollingBack back, Instant safeAt, boolean gone, Observation seen) {
    String why = gone ? "stable serves alone" : "stable serves alone; the old instances still end";
    RolloutState.Ended end =
        switch (back.ending()) {
          case INCONCLUSIVE -> new Inconclusive(back.cause(), seen.at());
          case ROLLED_BACK -> new RolledBack(back.cause(), safeAt, seen.at());
        };
    return Decider.end(rollout, end, seen, why);
  }

  private static boolean arrived(Rollout rollout, Observation seen) {
    if (seen.routing() == null) {
      return false;
    }
    TrafficSplit split = seen.routing().split();
    return split.weightOf(rollout.id()).equals(Weight.ZERO)
        && (rollout.stable() == null || split.weightOf(rollout.stable().id()).equals(Weight.ALL));
  }
}
