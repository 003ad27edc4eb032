package dev.belay.controlplane.local.workload;

import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.local.home.BelayHome;
import dev.belay.controlplane.local.process.MachineEnvironment;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/**
 * The whole environment of a process of a service. Later ones win: the machine's, the service's
 * standing settings, the revision's settings, and what only the platform may say.
 */
final class InstanceEnvironment {

  private final Installation installation;
  private final Placeholders placeholders;

  InstanceEnvironment(Installation installation) {
    this.installation = installation;
    this.placeholders = new Placeholders(installation);
  }

  /** For an instance that serves. It never migrates: that is an action of the rollout. */
  Map<String, String> serving(LocalService service, Revision revision, String id, int port) {
    return serving(service, revision, id, port, Map.of());
  }

  /**
   * @param secrets the revision's, resolved
   */
  Map<String, String> serving(
      LocalService service, Revision revision, String id, int port, Map<String, String> secrets) {
    Map<String, String> environment = common(service, revision, secrets);
    if (service.database()) {
      environment.put("SPRING_FLYWAY_ENABLED", "false");
    }
    environment.put("SERVER_PORT", Integer.toString(port));
    environment.put("SERVER_ADDRESS", "127.0.0.1");
    environment.put("BELAY_INSTANCE", id);
    environment.put("BELAY_CONTROL_PLANE_URL", installation.controlPlaneUrl());
    environment.put("BELAY_REGISTRATION_USERNAME", Installation.REGISTRATION_USERNAME);
    environment.put("BELAY_REGISTRATION_PASSWORD", installation.registrationPassword());
    return environment;
  }

  /** For a run that applies pending migrations as the owner of the schema, and ends. */
  Map<String, String> migrating(
      LocalService service, Revision revision, Map<String, String> secrets) {
    Map<String, String> environment = common(service, revision, secrets);
    environment.put("SERVER_PORT", "0");
    environment.put("SERVER_ADDRESS", "127.0.0.1");
    if (service.database()) {
      var database = installation.databases().of(service.name());
      environment.put("SPRING_FLYWAY_ENABLED", "true");
      environment.put("SPRING_FLYWAY_URL", database.url());
      environment.put("SPRING_FLYWAY_USER", database.migration().username());
      environment.put("SPRING_FLYWAY_PASSWORD", database.migration().password());
      environment.put("SPRING_FLYWAY_CONNECTRETRIES", "5");
      environment.put("SPRING_FLYWAY_CONNECTRETRIESINTERVAL", "2s");
    }
    return environment;
  }

  /**
   * For a run that looks and changes nothing: the settings that serving would have, and the history
   * of migrations through a login that may read it, in a session that cannot write.
   */
  Map<String, String> preflight(
      LocalService service, Revision revision, Map<String, String> secrets) {
    Map<String, String> environment = serving(service, revision, "preflight", 0, secrets);
    environment.remove("BELAY_CONTROL_PLANE_URL");
    environment.remove("BELAY_REGISTRATION_USERNAME");
    environment.remove("BELAY_REGISTRATION_PASSWORD");
    if (service.database()) {
      var database = installation.databases().of(service.name());
      environment.put("SPRING_FLYWAY_URL", readOnly(database.url()));
      environment.put("SPRING_FLYWAY_USER", database.migration().username());
      environment.put("SPRING_FLYWAY_PASSWORD", database.migration().password());
    }
    return environment;
  }

  /** The same database, in a session that cannot write and does not wait long. */
  static String readOnly(String url) {
    return url
        + (url.contains("?") ? "&" : "?")
        + "options=-c%20default_transaction_read_only=on%20-c%20statement_timeout=10s"
        + "%20-c%20lock_timeout=2s";
  }

  private Map<String, String> common(
      LocalService service, Revision revision, Map<String, String> secrets) {
    Map<String, String> environment = MachineEnvironment.get();
    environment.putAll(configured(service, revision, secrets));
    environment.put("BELAY_SERVICE", service.name().value());
    environment.put("BELAY_REVISION", revision.id().label());
    return environment;
  }

  /** What may change while a process of the revision runs, and what a new one would then have. */
  Map<String, String> configured(
      LocalService service, Revision revision, Map<String, String> secrets) {
    var configured = new TreeMap<String, String>();
    if (service.database()) {
      var database = installation.databases().of(service.name());
      configured.put("SPRING_DATASOURCE_URL", database.url());
      configured.put("SPRING_DATASOURCE_USERNAME", database.application().username());
      configured.put("SPRING_DATASOURCE_PASSWORD", database.application().password());
    }
    service
        .settings()
        .values()
        .forEach((name, value) -> configured.put(name, placeholders.fill(value, service)));
    configured.putAll(revision.settings().values());
    configured.putAll(secrets);
    // The wrapper needs its tools, whatever a revision sets.
    configured.keySet().removeIf(SettingsFile::isReserved);
    return configured;
  }

  static Path dataDirectory(BelayHome home, LocalService service) {
    return home.data().resolve(service.name().value());
  }
}
