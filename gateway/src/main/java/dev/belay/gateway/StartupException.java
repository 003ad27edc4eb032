package dev.belay.gateway;

import org.jspecify.annotations.Nullable;

/** The gateway cannot start; the message is for the person who started it. */
public final class StartupException extends Exception {

  private static final long serialVersionUID = 1L;

  StartupException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
