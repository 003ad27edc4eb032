package dev.belay.controlplane.rollout;

import dev.belay.controlplane.safety.Freeze;

/** Releases are frozen; nothing was started. */
public final class FrozenException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  FrozenException(Freeze freeze) {
    super(
        "%s. Nothing is released until someone ends the freeze: './belay unfreeze%s'."
            .formatted(freeze.summary(), freeze.service() == null ? "" : " " + freeze.service()));
  }
}
