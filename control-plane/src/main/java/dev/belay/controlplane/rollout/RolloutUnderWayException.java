package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.ServiceName;

/** A service has one rollout at a time. */
public final class RolloutUnderWayException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  public RolloutUnderWayException(ServiceName service) {
    super(
        "A rollout of %s is under way. Wait for its end, or abort it: ./belay rollout abort %s"
            .formatted(service, service));
  }
}
