/**
 * Why a rollout went back or was blocked: evidence from both revisions, what it says, what it rules
 * out. Must not delay or change a rollout, and must not know which fault was planted. Start at
 * {@link dev.belay.controlplane.incident.Diagnosis}; the types are in {@code docs/incidents.md}.
 */
@ApplicationModule(allowedDependencies = {"catalog", "platform", "traffic", "probe", "rollout"})
@NullMarked
package dev.belay.controlplane.incident;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
