package dev.belay.controlplane.rollout;

import org.jspecify.annotations.Nullable;

/** The artifact to release cannot be read or kept; nothing was changed. */
public final class ArtifactNotFoundException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public ArtifactNotFoundException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
