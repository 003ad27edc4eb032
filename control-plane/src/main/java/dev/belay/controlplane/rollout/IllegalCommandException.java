package dev.belay.controlplane.rollout;

/** The command does not fit the state; nothing was changed. */
public final class IllegalCommandException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  IllegalCommandException(Command.Verb verb, RolloutState state) {
    super("A rollout that is %s cannot %s".formatted(state.name(), words(verb)));
  }

  private static String words(Command.Verb verb) {
    return switch (verb) {
      case PAUSE -> "be paused";
      case RESUME -> "be resumed; only one that is Held can";
      case PROMOTE -> "be promoted; it must be Shifting, Observing or Baking";
      case ABORT -> "be aborted";
    };
  }
}
