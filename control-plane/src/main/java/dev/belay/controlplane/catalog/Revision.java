package dev.belay.controlplane.catalog;

import java.nio.file.Path;

/**
 * A release record: code and configuration that are released, and restored, as one.
 *
 * @param artifact where the platform finds the artifact; kept by content, so that a rebuild does
 *     not change what a revision is
 * @param digest of the artifact's content
 * @param settings what the release sets beyond the service's standing settings
 * @param instances how many instances are wanted, 1 to 20
 */
public record Revision(
    RevisionId id, Path artifact, Digest digest, Settings settings, int instances) {

  public static final int MAX_INSTANCES = 20;

  public Revision {
    if (instances < 1 || instances > MAX_INSTANCES) {
      throw new IllegalArgumentException(
          "A revision has 1 to %d instances, not %d".formatted(MAX_INSTANCES, instances));
    }
  }

  public ServiceName service() {
    return id.service();
  }
}
