/**
 * What people write about a service: the ReleasePolicy document ({@code belay.yaml}). Owns its
 * parser and the last one applied of each service; starts rollouts through {@code rollout} and
 * knows nothing of how they go. Start at {@link dev.belay.controlplane.policy.PolicyApplication}.
 */
@ApplicationModule(
    allowedDependencies = {
      "catalog",
      "traffic",
      "verification",
      "probe",
      "analysis",
      "rollout",
      "safety",
      "synthetic"
    })
@NullMarked
package dev.belay.controlplane.policy;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
