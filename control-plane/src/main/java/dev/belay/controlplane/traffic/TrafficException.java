package dev.belay.controlplane.traffic;

import org.jspecify.annotations.Nullable;

/** The router could not be asked or did not answer; says nothing about any revision. */
public final class TrafficException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public TrafficException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
