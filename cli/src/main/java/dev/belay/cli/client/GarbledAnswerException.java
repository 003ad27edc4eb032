package dev.belay.cli.client;

import org.jspecify.annotations.Nullable;

/** Somebody answered, but not as a control plane does. */
public final class GarbledAnswerException extends ControlPlaneException {

  private static final long serialVersionUID = 1L;

  GarbledAnswerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }

  GarbledAnswerException(String message) {
    this(message, null);
  }
}
