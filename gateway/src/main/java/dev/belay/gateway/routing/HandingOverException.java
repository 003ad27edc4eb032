package dev.belay.gateway.routing;

/** Tables do not change while a successor takes them over; nothing was changed. */
public final class HandingOverException extends Exception {

  private static final long serialVersionUID = 1L;

  HandingOverException() {
    super("The gateway is being handed over; ask again, it takes milliseconds");
  }
}
