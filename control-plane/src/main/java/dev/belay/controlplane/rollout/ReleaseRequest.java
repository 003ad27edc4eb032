package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.catalog.Settings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What someone wants released.
 *
 * @param instances null for the service's own number
 * @param by who
 */
public record ReleaseRequest(
    ServiceName service,
    Path artifact,
    Settings settings,
    @Nullable Integer instances,
    ReleasePolicy policy,
    String by,
    String reason) {

  public ReleaseRequest {
    if (!artifact.isAbsolute()) {
      throw new IllegalArgumentException("The artifact's path must be absolute: " + artifact);
    }
    if (reason.length() > Command.MAX_REASON_LENGTH) {
      throw new IllegalArgumentException(
          "The reason has %d characters; the limit is %d"
              .formatted(reason.length(), Command.MAX_REASON_LENGTH));
    }
  }
}
