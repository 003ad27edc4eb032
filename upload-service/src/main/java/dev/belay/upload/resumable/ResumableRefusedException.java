package dev.belay.upload.resumable;

/** An upload in pieces cannot go on like this. The messages are for callers. */
public final class ResumableRefusedException extends Exception {

  private static final long serialVersionUID = 1L;

  /** Why not. */
  public enum Reason {
    /** There is none of this id, or it is another key's. */
    UNKNOWN,
    /** It was left alone for too long. */
    EXPIRED,
    /** The piece does not begin where the last one ended. */
    OTHER_OFFSET,
    /** More bytes than were announced. */
    TOO_LONG,
    /** The piece is not what its checksum says. */
    OTHER_CHECKSUM,
    /** Somebody else goes on with it. */
    TAKEN_OVER,
    /** The key has too many that are not complete. */
    TOO_MANY
  }

  private final Reason reason;
  private final long received;

  ResumableRefusedException(Reason reason, long received, String words) {
    super(words);
    this.reason = reason;
    this.received = received;
  }

  public Reason reason() {
    return reason;
  }

  /** Where the next piece begins, where that is known; else 0. */
  public long received() {
    return received;
  }
}
