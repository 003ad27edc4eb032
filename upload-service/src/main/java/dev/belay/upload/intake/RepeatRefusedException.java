package dev.belay.upload.intake;

/** The idempotency key cannot be used for this upload. The messages are for callers. */
public final class RepeatRefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  /** Why not. */
  public enum Reason {
    REUSED("This Idempotency-Key was used for another content, or for other wishes, within 24 h."),
    UNDER_WAY("An upload with this Idempotency-Key is under way. Try again in a moment.");

    private final String words;

    Reason(String words) {
      this.words = words;
    }
  }

  private final Reason reason;

  RepeatRefusedException(Reason reason) {
    super(reason.words);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
