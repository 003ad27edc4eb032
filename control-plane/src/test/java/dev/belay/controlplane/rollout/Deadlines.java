package dev.belay.controlplane.rollout;

import dev.belay.controlplane.rollout.RolloutState.Active;
import dev.belay.controlplane.rollout.RolloutState.Baking;
import dev.belay.controlplane.rollout.RolloutState.Held;
import dev.belay.controlplane.rollout.RolloutState.Migrating;
import dev.belay.controlplane.rollout.RolloutState.Observing;
import dev.belay.controlplane.rollout.RolloutState.RollingBack;
import dev.belay.controlplane.rollout.RolloutState.Shifting;
import dev.belay.controlplane.rollout.RolloutState.Starting;
import dev.belay.controlplane.rollout.RolloutState.Stranded;
import dev.belay.controlplane.rollout.RolloutState.Verifying;
import java.time.Duration;
import java.time.Instant;

/** Every active state is left by its deadline, and no deadline is ever put off. */
final class Deadlines {

  private Deadlines() {}

  /**
   * @param people whether only they can end the state
   * @param slack by how much a time may be wrong
   */
  static void check(Rollout rollout, Instant now, boolean people, Duration slack) {
    if (!(rollout.state() instanceof Active state) || people) {
      return;
    }
    Instant since =
        state instanceof RollingBack back && back.safeAt() != null
            ? back.safeAt()
            : rollout.stateSince();
    Duration stayed = Duration.between(since, now);
    Duration longest = longest(rollout, state);
    if (stayed.compareTo(longest.plus(slack)) > 0) {
      throw new Violation(name(state), "%s for %s, at most %s".formatted(state, stayed, longest));
    }
    Duration grace =
        state instanceof Observing || state instanceof Baking ? Limits.BLIND : Duration.ZERO;
    boolean waits =
        state instanceof Observing observing
            && now.isBefore(
                observing
                    .since()
                    .plus(rollout.policy().durationOf(observing.step()))
                    .plus(Limits.BLIND));
    if (!waits && now.isAfter(state.deadline().plus(grace).plus(slack))) {
      throw new Violation(name(state), "at " + now + " still " + state);
    }
  }

  private static String name(Active state) {
    return state instanceof RollingBack || state instanceof Stranded
        ? "ARollbackEndsOrPages"
        : "NothingOutstaysItsDeadline";
  }

  private static Duration longest(Rollout rollout, Active state) {
    ReleasePolicy policy = rollout.policy();
    if (policy.mode() == Safeguards.Mode.OBSERVE && !(state instanceof Verifying)) {
      return policy.maxDuration().plus(policy.bake()).plus(Limits.BLIND);
    }
    return switch (state) {
      case Verifying verifying -> Limits.VERIFYING;
      case Migrating migrating -> Limits.MIGRATING;
      case Starting starting -> policy.startTimeout();
      case Shifting shifting -> Limits.SHIFTING;
      case Observing observing ->
          longer(policy.maxDuration(), policy.durationOf(observing.step())).plus(Limits.BLIND);
      case Baking baking -> policy.bake().plus(Limits.BLIND).plus(policy.maxDuration());
      case Held held -> Limits.HELD;
      case RollingBack back when back.safeAt() != null ->
          Limits.EVIDENCE.plus(policy.terminationGrace().multipliedBy(2));
      // As often as someone takes the traffic away again, it is brought back again.
      case RollingBack back -> Duration.ofDays(1);
      case Stranded stranded -> Duration.ofDays(1);
    };
  }

  private static Duration longer(Duration one, Duration other) {
    return one.compareTo(other) > 0 ? one : other;
  }
}
