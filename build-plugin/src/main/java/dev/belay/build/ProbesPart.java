package dev.belay.build;

import dev.belay.build.Contract.Probes;

/** Where the service answers probes, by what it has and what its settings say. */
final class ProbesPart {

  private ProbesPart() {}

  static Probes of(Libraries libraries, ApplicationSettings settings) {
    boolean atRoot =
        libraries.starter()
            || settings
                .get("management.endpoint.health.probes.add-additional-paths")
                .filter("true"::equals)
                .isPresent();
    if (atRoot) {
      return new Probes("/livez", "/readyz");
    }
    if (!libraries.actuator()) {
      return new Probes(null, null);
    }
    String base = settings.get("management.endpoints.web.base-path").orElse("/actuator");
    String health = settings.get("management.endpoints.web.path-mapping.health").orElse("health");
    String path = (base.equals("/") ? "" : base) + "/" + health;
    return new Probes(path + "/liveness", path + "/readiness");
  }
}
