package dev.belay.cli.client;

import org.jspecify.annotations.Nullable;

/** Nobody answered, or not in time. Whether the call had an effect is unknown. */
public final class UnreachableException extends ControlPlaneException {

  private static final long serialVersionUID = 1L;

  UnreachableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
