/**
 * What people and the CLI see: REST, server-sent events, login, the Spring Boot Admin extension.
 * View records only; must not decide.
 */
@ApplicationModule(
    allowedDependencies = {
      "catalog",
      "fleet",
      "platform",
      "traffic",
      "verification",
      "analysis",
      "probe",
      "safety",
      "rollout",
      "incident",
      "policy",
      "synthetic",
      "judging",
      "replay",
      "patrol"
    })
@NullMarked
package dev.belay.controlplane.ui;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
