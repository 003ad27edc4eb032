package dev.belay.upload.jobs;

/** The cut-out that a caller asks for cannot be made. The words are for callers. */
public final class CutoutNotPossibleException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String type;

  CutoutNotPossibleException(String type, String words) {
    super(words);
    this.type = type;
  }

  /** The problem's short name. */
  public String type() {
    return type;
  }
}
