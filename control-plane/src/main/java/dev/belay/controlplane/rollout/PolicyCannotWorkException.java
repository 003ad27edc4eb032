package dev.belay.controlplane.rollout;

/** The policy could never come to its end; nothing was started. Says why, and what would help. */
public class PolicyCannotWorkException extends RuntimeException {

  private static final long serialVersionUID = 1;

  PolicyCannotWorkException(String message) {
    super(message);
  }
}
