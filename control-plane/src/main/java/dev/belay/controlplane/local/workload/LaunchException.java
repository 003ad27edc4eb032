package dev.belay.controlplane.local.workload;

import org.jspecify.annotations.Nullable;

/** A revision cannot be run as it is; the message is evidence for people. */
final class LaunchException extends Exception {

  private static final long serialVersionUID = 1L;

  LaunchException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
