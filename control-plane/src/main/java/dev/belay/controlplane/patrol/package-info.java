/**
 * What runs, compared with what is wanted, over the whole fleet: stale settings, siblings that
 * differ, strangers. Reports by default; with a policy's leave it has stale processes replaced.
 * Owns since when a difference has been seen; must not know how a process is replaced. Start at
 * {@link dev.belay.controlplane.patrol.Inspection}.
 */
@ApplicationModule(
    allowedDependencies = {
      "catalog",
      "platform",
      "rollout",
      "policy",
      "safety",
      "verification",
      "job"
    })
@NullMarked
package dev.belay.controlplane.patrol;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
