package dev.belay.gateway;

import org.jspecify.annotations.Nullable;

/** The gateway cannot start; the message is for the person who started it. */
public final class StartupException extends Exception {

  private static final long serialVersionUID = 1L;
  private static final int CANNOT_START = 2;

  private final int exitCode;

  StartupException(String message, @Nullable Throwable cause) {
    this(message, CANNOT_START, cause);
  }

  private StartupException(String message, int exitCode, @Nullable Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** A later generation serves: whoever starts this one again does so in vain. */
  static StartupException superseded(String message) {
    return new StartupException(message, Departure.EXIT_CODE, null);
  }

  int exitCode() {
    return exitCode;
  }
}
