package dev.belay.starter.defaults;

import java.util.Map;

/** What changes once a process runs as a released revision. */
final class ReleasedDefaults {

  private ReleasedDefaults() {}

  static Map<String, Object> of() {
    return Map.of(
        // Migrating is an action of the rollout; an instance that starts never does it.
        "spring.flyway.enabled", "false",
        "logging.structured.format.console", "ecs",
        "spring.main.banner-mode", "off",
        // Every failing request of a candidate is evidence.
        "management.tracing.sampling.probability", "1.0");
  }
}
