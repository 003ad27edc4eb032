package dev.belay.controlplane.ui.release;

import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.catalog.Settings;
import dev.belay.controlplane.rollout.ReleasePolicy;
import dev.belay.controlplane.rollout.ReleaseRequest;
import dev.belay.controlplane.verification.Gate;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The body that starts a rollout. */
record ReleaseBody(
    @Nullable String artifact,
    @Nullable Map<String, String> settings,
    @Nullable Integer instances,
    @Nullable PolicyView policy,
    @Nullable String reason,
    @Nullable List<String> releasedGates) {

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
        (policy == null ? standard : policy.policy(standard))
            .withVerification(gates -> gates.releasing(released())),
        by,
        reason == null ? "" : reason);
  }

  private Set<Gate> released() {
    if (releasedGates == null || releasedGates.isEmpty()) {
      return Set.of();
    }
    if (reason == null || reason.isBlank()) {
      throw new IllegalArgumentException(
          "'reason' is missing: whoever releases a gate has to say why; it is audited");
    }
    return releasedGates.stream().map(ReleaseBody::gate).collect(Collectors.toSet());
  }

  private static Gate gate(String word) {
    return Arrays.stream(Gate.values())
        .filter(gate -> gate.word().equals(word))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "'releasedGates' knows %s, not '%s'"
                    .formatted(Arrays.stream(Gate.values()).map(Gate::word).toList(), word)));
  }

  private static Path path(String artifact) {
    try {
      return Path.of(artifact);
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException("Not a path: " + e.getReason(), e);
    }
  }
}
