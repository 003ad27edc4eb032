package dev.belay.images;

/** The image cannot be taken, and the same bytes never will be. The message is for callers. */
public final class ImageRejectedException extends Exception {

  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    CORRUPT,
    TOO_MANY_PIXELS,
    TOO_MANY_FRAMES,
    /** This host's codec cannot read the format. */
    NOT_READABLE_HERE
  }

  private final Reason reason;

  public ImageRejectedException(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }

  static ImageRejectedException corrupt(String what) {
    return new ImageRejectedException(Reason.CORRUPT, "The image is corrupt: " + what);
  }
}
