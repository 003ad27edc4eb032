package dev.belay.cli.client;

import org.jspecify.annotations.Nullable;

/** A call to the control plane that did not do what it should; the message is for people. */
public abstract sealed class ControlPlaneException extends RuntimeException
    permits UnreachableException, RefusedException, GarbledAnswerException, InvalidPolicyException {

  private static final long serialVersionUID = 1L;

  ControlPlaneException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
