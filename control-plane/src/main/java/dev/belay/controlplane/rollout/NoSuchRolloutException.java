package dev.belay.controlplane.rollout;

/** There is no such service, or it has no such rollout. */
public final class NoSuchRolloutException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public NoSuchRolloutException(String message) {
    super(message);
  }
}
