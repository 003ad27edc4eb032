package dev.belay.controlplane.ui.release;

import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.catalog.Settings;
import dev.belay.controlplane.rollout.ReleasePolicy;
import dev.belay.controlplane.rollout.ReleaseRequest;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The body that starts a rollout. */
record ReleaseBody(
    @Nullable String artifact,
    @Nullable Map<String, String> settings,
    @Nullable Integer instances,
    @Nullable PolicyView policy,
    @Nullable String reason) {

  /**
   * @param standard the service's policy, for what is left out
   */
  ReleaseRequest request(ServiceName service, ReleasePolicy standard, String by) {
    if (artifact == null || artifact.isBlank()) {
      throw new IllegalArgumentException(
          "'artifact' is missing: the absolute path of the jar to release");
    }
    return new ReleaseRequest(
        service,
        path(artifact),
        settings == null ? Settings.none() : new Settings(settings),
        instances,
        policy == null
            ? standard
            : policy.policy(standard.safeguards()).withSynthetic(standard.synthetic()),
        by,
        reason == null ? "" : reason);
  }

  private static Path path(String artifact) {
    try {
      return Path.of(artifact);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("Not a path: " + e.getReason(), e);
    }
  }
}
