package dev.belay.starter.defaults;

import java.util.Map;

/** Answers, probes and stopping. */
final class WebDefaults {

  private WebDefaults() {}

  static Map<String, Object> of() {
    return Map.ofEntries(
        Map.entry("server.shutdown", "graceful"),
        Map.entry("spring.lifecycle.timeout-per-shutdown-phase", "20s"),
        Map.entry("spring.mvc.problemdetails.enabled", "true"),
        Map.entry("spring.web.error.include-message", "never"),
        Map.entry("spring.web.error.include-stacktrace", "never"),
        Map.entry("spring.task.execution.propagate-context", "true"),
        Map.entry(
            "management.endpoints.web.exposure.include",
            "health,info,metrics,prometheus,flyway,mappings"),
        Map.entry("management.endpoint.health.probes.enabled", "true"),
        Map.entry("management.endpoint.health.probes.add-additional-paths", "true"),
        // Groups made by hand, since the ones that Boot adds by itself never show components.
        Map.entry("management.endpoint.health.group.liveness.include", "livenessState"),
        Map.entry("management.endpoint.health.group.readiness.include", "readinessState"),
        // Why a component is down is for whoever probes readiness, which no public route leads to;
        // indicators in that group must tell no secrets. The whole health is for people who log in.
        Map.entry("management.endpoint.health.group.readiness.show-details", "always"),
        Map.entry("management.endpoint.health.show-components", "always"),
        Map.entry("management.endpoint.health.show-details", "when-authorized"));
  }
}
