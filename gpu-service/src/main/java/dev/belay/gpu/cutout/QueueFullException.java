package dev.belay.gpu.cutout;

/** More is asked for than the limits allow; it passes. */
public final class QueueFullException extends Exception {

  private static final long serialVersionUID = 1L;

  QueueFullException(String message) {
    super(message);
  }
}
