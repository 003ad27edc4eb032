package dev.belay.controlplane.incident;

/** There is no report of this rollout. */
public final class NoIncidentException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final boolean beingCollected;

  NoIncidentException(String message, boolean beingCollected) {
    super(message);
    this.beingCollected = beingCollected;
  }

  /** Whether there will be one within seconds. */
  public boolean isBeingCollected() {
    return beingCollected;
  }
}
