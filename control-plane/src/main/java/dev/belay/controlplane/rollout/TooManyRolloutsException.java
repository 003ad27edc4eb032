package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.ServiceName;
import java.util.List;

/** As many rollouts are under way as may be; nothing was started. */
public final class TooManyRolloutsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  TooManyRolloutsException(List<ServiceName> underWay, int limit) {
    super(
        "Rollouts of %s are under way, and %d at once is the limit (belay.releases.at-once). Wait for one to end."
            .formatted(
                String.join(", ", underWay.stream().map(ServiceName::value).toList()), limit));
  }
}
