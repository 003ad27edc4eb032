package dev.belay.controlplane.local.workload;

import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.local.home.BelayHome;
import dev.belay.controlplane.local.process.MachineEnvironment;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The whole environment of a process of a service. Later ones win: the machine's, the service's
 * standing settings, the revision's settings, and what only the platform may say.
 */
final class InstanceEnvironment {

  private static final String LOCK_TIMEOUT = "3s";

  /** Half of what a migration has in all. */
  private static final String STATEMENT_TIMEOUT = "5min";

  private final Installation installation;
  private final Placeholders placeholders;

  InstanceEnvironment(Installation installation) {
    this.installation = installation;
    this.placeholders = new Placeholders(installation);
  }

  /** For an instance that serves, of a revision without secrets. */
  Map<String, String> serving(LocalService service, Revision revision, String id, int port) {
    return serving(service, revision, id, port, Map.of());
  }

  /**
   * For an instance that serves. It migrates only where the policy says that it does so itself:
   * else that is an action of the rollout.
   *
   * @param secrets the revision's, resolved
   */
  Map<String, String> serving(
      LocalService service, Revision revision, String id, int port, Map<String, String> secrets) {
    Map<String, String> environment = common(service, revision, secrets);
    if (service.database() && revision.migratesItself()) {
      migrates(environment, service);
    } else if (service.database()) {
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
      migrates(environment, service);
      environment.put("SPRING_FLYWAY_CONNECTRETRIES", "5");
      environment.put("SPRING_FLYWAY_CONNECTRETRIESINTERVAL", "2s");
    }
    return environment;
  }

  private void migrates(Map<String, String> environment, LocalService service) {
    var database = installation.databases().of(service.name());
    environment.put("SPRING_FLYWAY_ENABLED", "true");
    environment.put("SPRING_FLYWAY_URL", migrating(database.url()));
    environment.put("SPRING_FLYWAY_USER", database.migration().username());
    environment.put("SPRING_FLYWAY_PASSWORD", database.migration().password());
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
      environment.put("SPRING_FLYWAY_ENABLED", "false");
      environment.put("SPRING_FLYWAY_URL", readOnly(database.url()));
      environment.put("SPRING_FLYWAY_USER", database.migration().username());
      environment.put("SPRING_FLYWAY_PASSWORD", database.migration().password());
    }
    return environment;
  }

  /** The same database, in a session that cannot write and does not wait long. */
  static String readOnly(String url) {
    return session(
        url,
        Map.of(
            "default_transaction_read_only",
            "on",
            "statement_timeout",
            "10s",
            "lock_timeout",
            "2s"));
  }

  /**
   * The same database, in a session that gives up where users would wait behind it: what waits for
   * a lock keeps everybody behind it waiting too. A statement whose client is gone ends by itself.
   */
  static String migrating(String url) {
    return session(
        url,
        Map.of(
            "lock_timeout",
            LOCK_TIMEOUT,
            "statement_timeout",
            STATEMENT_TIMEOUT,
            "client_connection_check_interval",
            "2s"));
  }

  private static String session(String url, Map<String, String> options) {
    return url
        + (url.contains("?") ? "&" : "?")
        + "options="
        + new TreeMap<>(options)
            .entrySet().stream()
                .map(each -> "-c%20" + each.getKey() + "=" + each.getValue())
                .collect(Collectors.joining("%20"));
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
