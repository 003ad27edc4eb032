package dev.belay.controlplane.platform;

import org.jspecify.annotations.Nullable;

/** The platform could not be asked or could not do it; says nothing about the revision. */
public final class PlatformException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public PlatformException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
