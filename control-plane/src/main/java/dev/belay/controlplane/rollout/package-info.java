/**
 * The release itself: the aggregate, its states, the pure decision and the reconciler that carries
 * it out. Start at {@link dev.belay.controlplane.rollout.Decider}.
 */
@ApplicationModule(
    allowedDependencies = {
      "catalog",
      "platform",
      "traffic",
      "verification",
      "analysis",
      "probe",
      "safety",
      "synthetic"
    })
@NullMarked
package dev.belay.controlplane.rollout;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
