package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.Artifacts;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.SecretReferences;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.catalog.Settings;
import dev.belay.controlplane.verification.VerificationPolicy.Migrations;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What someone wants released.
 *
 * @param instances null for the service's own number
 * @param by who
 * @param memoryMegabytes of an instance; null for the service's own
 */
public record ReleaseRequest(
    ServiceName service,
    Path artifact,
    Settings settings,
    @Nullable Integer instances,
    ReleasePolicy policy,
    String by,
    String reason,
    SecretReferences secrets,
    @Nullable Integer memoryMegabytes) {

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

  /** Without secrets and with the service's own memory. */
  public ReleaseRequest(
      ServiceName service,
      Path artifact,
      Settings settings,
      @Nullable Integer instances,
      ReleasePolicy policy,
      String by,
      String reason) {
    this(service, artifact, settings, instances, policy, by, reason, SecretReferences.none(), null);
  }

  /** What becomes of it. */
  Revision revision(RevisionId id, Artifacts.Kept kept, int standardInstances) {
    return new Revision(
        id,
        kept.path(),
        kept.digest(),
        settings,
        Objects.requireNonNullElse(instances, standardInstances),
        secrets,
        memoryMegabytes,
        policy.verification().migrations() == Migrations.EMBEDDED);
  }
}
