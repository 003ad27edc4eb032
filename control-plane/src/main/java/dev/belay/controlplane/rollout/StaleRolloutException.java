package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.RevisionId;

/** Someone else has stored a newer version; look again and decide again. */
public final class StaleRolloutException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public StaleRolloutException(RevisionId id, long version) {
    super("%s is no longer at version %d".formatted(id, version));
  }
}
