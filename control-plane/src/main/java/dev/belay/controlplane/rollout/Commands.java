package dev.belay.controlplane.rollout;

import dev.belay.controlplane.rollout.RolloutState.Active;
import dev.belay.controlplane.rollout.RolloutState.Baking;
import dev.belay.controlplane.rollout.RolloutState.Forward;
import dev.belay.controlplane.rollout.RolloutState.Held;
import dev.belay.controlplane.rollout.RolloutState.Hold;
import dev.belay.controlplane.rollout.RolloutState.Observing;
import dev.belay.controlplane.rollout.RolloutState.Promoted;
import dev.belay.controlplane.rollout.RolloutState.Shifting;
import java.time.Instant;

/** What an operator's command does; whatever does not fit the state is refused by name. */
final class Commands {

  private Commands() {}

  static Decision obey(Rollout rollout, Active state, Command command, Observation seen) {
    return switch (command.verb()) {
      case PAUSE -> pause(rollout, state, command, seen);
      case RESUME -> resume(rollout, state, command, seen);
      case PROMOTE -> promote(rollout, state, command, seen);
      case ABORT ->
          WayBack.start(
              rollout,
              RolloutState.Ending.ROLLED_BACK,
              Cause.of(Cause.ABORTED, command.why()),
              seen);
    };
  }

  private static Decision pause(Rollout rollout, Active state, Command command, Observation seen) {
    return switch (state) {
      case Held held when held.hold() != Hold.PAUSED ->
          Holding.begin(rollout, Hold.PAUSED, command.why(), held.resume(), seen);
      case Forward forward -> Holding.begin(rollout, Hold.PAUSED, command.why(), forward, seen);
      default -> throw new IllegalCommandException(command.verb(), state);
    };
  }

  private static Decision resume(Rollout rollout, Active state, Command command, Observation seen) {
    if (!(state instanceof Held held)) {
      throw new IllegalCommandException(command.verb(), state);
    }
    // After a foreign change the step's weight has to be put into force again.
    if (held.hold() == Hold.FOREIGN_CHANGE) {
      return shift(
          rollout, stepOf(rollout, held.resume(), held, command), held.resume(), command, seen);
    }
    return Holding.resume(rollout, held, seen, command.why());
  }

  private static Decision promote(
      Rollout rollout, Active state, Command command, Observation seen) {
    Forward forward = state instanceof Held held ? held.resume() : forward(state, command);
    if (forward instanceof Baking) {
      return Decider.end(rollout, new Promoted(seen.at()), seen, command.why());
    }
    stepOf(rollout, forward, state, command);
    return shift(rollout, rollout.policy().lastStep(), forward, command, seen);
  }

  private static Forward forward(Active state, Command command) {
    if (state instanceof Forward forward) {
      return forward;
    }
    throw new IllegalCommandException(command.verb(), state);
  }

  private static int stepOf(Rollout rollout, Forward step, Active state, Command command) {
    return switch (step) {
      case Shifting shifting -> shifting.step();
      case Observing observing -> observing.step();
      case Baking baking -> rollout.policy().lastStep();
      default -> throw new IllegalCommandException(command.verb(), state);
    };
  }

  private static Decision shift(
      Rollout rollout, int step, Forward from, Command command, Observation seen) {
    Instant stepsDeadline =
        switch (from) {
          case Shifting shifting -> shifting.stepsDeadline();
          case Observing observing -> observing.deadline();
          default -> seen.at().plus(rollout.policy().maxDuration());
        };
    return Decider.stay(
        rollout.enter(
            new Shifting(step, seen.at().plus(Limits.SHIFTING), stepsDeadline),
            seen.at(),
            command.why()));
  }
}
