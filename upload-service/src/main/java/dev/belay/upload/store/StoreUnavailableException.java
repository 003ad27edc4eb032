package dev.belay.upload.store;

/** The disk did not take or give a file. Says nothing about the upload; it may succeed later. */
public final class StoreUnavailableException extends Exception {

  private static final long serialVersionUID = 1L;

  private final boolean full;

  StoreUnavailableException(String message, Throwable cause, boolean full) {
    super(message, cause);
    this.full = full;
  }

  /** Whether there is no space left. */
  public boolean full() {
    return full;
  }
}
