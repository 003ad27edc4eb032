package dev.belay.controlplane.rollout;

/**
 * What an operator asks of a running rollout.
 *
 * @param by who
 * @param reason in their words, at most 500 characters
 */
public record Command(Verb verb, String by, String reason) {

  public static final int MAX_REASON_LENGTH = 500;

  public Command {
    if (reason.length() > MAX_REASON_LENGTH) {
      throw new IllegalArgumentException(
          "The reason has %d characters; the limit is %d"
              .formatted(reason.length(), MAX_REASON_LENGTH));
    }
  }

  /** What can be asked. */
  public enum Verb {
    PAUSE,
    RESUME,
    PROMOTE,
    ABORT;

    public String word() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  String why() {
    return "%s by %s%s".formatted(verb.word(), by, reason.isBlank() ? "" : ": " + reason);
  }
}
