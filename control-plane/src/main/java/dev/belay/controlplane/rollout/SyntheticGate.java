package dev.belay.controlplane.rollout;

import dev.belay.controlplane.rollout.RolloutState.Forward;
import dev.belay.controlplane.rollout.RolloutState.Held;
import dev.belay.controlplane.rollout.RolloutState.Hold;
import dev.belay.controlplane.rollout.RolloutState.Starting;
import dev.belay.controlplane.synthetic.Gate;
import dev.belay.controlplane.synthetic.SyntheticResult;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The gate at weight 0: what a candidate that is ready must answer before anybody reaches it. */
final class SyntheticGate {

  private SyntheticGate() {}

  /** Empty when the way is free. */
  static Optional<Decision> before(Rollout rollout, Starting state, Observation seen) {
    if (rollout.policy().synthetic().isEmpty()) {
      return Optional.empty();
    }
    return switch (seen.synthetic().gate()) {
      case Gate.Passed passed -> Optional.empty();
      case null ->
          Optional.of(
              seen.at().isBefore(state.deadline().plus(Limits.SYNTHETIC_GATE.multipliedBy(3)))
                  ? asking(rollout)
                  : Holding.begin(
                      rollout,
                      Hold.NO_DATA,
                      "The synthetic requests were not all answered in time",
                      state,
                      seen));
      case Gate.Shared shared ->
          Optional.of(
              Holding.begin(
                  rollout,
                  Hold.SHARED_CAUSE,
                  "stable fails in the same way: " + shared.result().words(),
                  state,
                  seen));
      case Gate.Unknown unknown ->
          Optional.of(Holding.begin(rollout, Hold.NO_DATA, unknown.why(), state, seen));
      // Breach finds it before anybody asks for the way forward, unless nothing may be taken back.
      case Gate.Failed failed -> Optional.of(Decider.stay(rollout));
    };
  }

  /** Asks again; whoever runs it sees to it that it is not asked too often. */
  static Decision asking(Rollout rollout) {
    return new Decision(rollout, List.of(new Action.AskCandidate(rollout.candidate())));
  }

  /** Whether a hold began at this gate, and so ends there. */
  static boolean holds(Rollout rollout, Held held) {
    return !rollout.policy().synthetic().isEmpty()
        && held.resume() instanceof Starting
        && (held.hold() == Hold.SHARED_CAUSE || held.hold() == Hold.NO_DATA);
  }

  static boolean open(Observation seen) {
    return seen.synthetic().gate() instanceof Gate.Passed;
  }

  /** Why the candidate is taken back before it had traffic. */
  static Optional<Cause> failed(Rollout rollout, Observation seen) {
    return beforeTraffic(rollout.state()) && seen.synthetic().gate() instanceof Gate.Failed failed
        ? Optional.of(cause("Before it had traffic, ", failed.result()))
        : Optional.empty();
  }

  private static boolean beforeTraffic(RolloutState state) {
    Forward forward =
        state instanceof Held held ? held.resume() : state instanceof Forward now ? now : null;
    return forward instanceof Starting;
  }

  static Cause cause(String when, SyntheticResult result) {
    return new Cause(
        Cause.SYNTHETIC_REQUEST_FAILED,
        when + result.words(),
        Map.of(
            "request",
            result.request(),
            "instance",
            result.instance(),
            "via",
            result.via().name().toLowerCase(java.util.Locale.ROOT),
            "expected",
            result.expected(),
            "saw",
            result.saw()));
  }
}
