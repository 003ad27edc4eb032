package dev.belay.gpu.cutout;

/** An image took longer than it may. */
public final class DeadlineException extends Exception {

  private static final long serialVersionUID = 1L;

  DeadlineException(String message) {
    super(message);
  }
}
