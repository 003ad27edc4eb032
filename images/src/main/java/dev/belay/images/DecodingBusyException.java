package dev.belay.images;

/** More images are being decoded than the limits allow; it passes. */
public final class DecodingBusyException extends Exception {

  private static final long serialVersionUID = 1L;

  DecodingBusyException(String message) {
    super(message);
  }
}
