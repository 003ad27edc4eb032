package dev.belay.gateway.routing;

import org.jspecify.annotations.Nullable;

/** A listener could not be opened; nothing was changed. */
public final class PortTakenException extends Exception {

  private static final long serialVersionUID = 1L;

  private final int port;

  public PortTakenException(int port, String by, @Nullable Throwable cause) {
    super("Port %d is taken by %s. Free it or give another publicPort.".formatted(port, by), cause);
    this.port = port;
  }

  public int port() {
    return port;
  }
}
