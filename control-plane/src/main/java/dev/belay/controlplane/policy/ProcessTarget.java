package dev.belay.controlplane.policy;

import dev.belay.controlplane.catalog.SecretReferences;
import dev.belay.controlplane.catalog.Settings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What runs: processes of one artifact.
 *
 * @param artifact absolute
 * @param instances null for the service's own number
 * @param memoryMegabytes null for the service's own
 * @param line where the artifact is named in the document
 * @param column the same
 */
record ProcessTarget(
    Path artifact,
    @Nullable Integer instances,
    Settings settings,
    SecretReferences secrets,
    @Nullable Integer memoryMegabytes,
    int line,
    int column) {

  static final String ARTIFACT = "spec.target.process.artifact";

  InvalidPolicyException noArtifact(String message) {
    return new InvalidPolicyException(
        java.util.List.of(
            new PolicyProblem(
                line, column, ARTIFACT, message, "Name a jar; a relative path begins here.")));
  }
}
