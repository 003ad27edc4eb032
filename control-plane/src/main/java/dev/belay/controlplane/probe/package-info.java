/**
 * Startup, liveness and readiness with Kubernetes' semantics. Owns the schedule and the counting of
 * consecutive results; must not act on them. {@link dev.belay.controlplane.probe.InstanceHealth} is
 * the pure part, {@link dev.belay.controlplane.probe.Prober} asks the instances.
 */
@ApplicationModule(allowedDependencies = {"catalog", "platform", "traffic"})
@NullMarked
package dev.belay.controlplane.probe;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
