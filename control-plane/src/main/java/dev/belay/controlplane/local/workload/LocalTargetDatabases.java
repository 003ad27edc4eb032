package dev.belay.controlplane.local.workload;

import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.platform.TargetDatabases;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** The database that a process of the revision would get, or that its settings name instead. */
public final class LocalTargetDatabases implements TargetDatabases {

  private static final String POSTGRESQL = "jdbc:postgresql:";

  private final Installation installation;
  private final InstanceEnvironment environment;
  private final ReferredSecrets secrets;

  public LocalTargetDatabases(Installation installation) {
    this.installation = installation;
    this.environment = new InstanceEnvironment(installation);
    this.secrets = new ReferredSecrets(installation.home().secrets(), System.getenv());
  }

  @Override
  public Optional<Target> of(Revision revision) {
    LocalService service = installation.services().get(revision.service());
    if (service == null) {
      return Optional.empty();
    }
    Map<String, String> settings;
    try {
      settings = environment.preflight(service, revision, secrets.of(revision.secrets()));
    } catch (LaunchException missing) {
      // The preflight says which secret is missing.
      return Optional.empty();
    }
    String url = settings.get("SPRING_DATASOURCE_URL");
    if (url == null || !url.startsWith(POSTGRESQL)) {
      return Optional.empty();
    }
    boolean own =
        service.database() && url.equals(installation.databases().of(service.name()).url());
    return Optional.of(
        own
            ? new Reached(
                url,
                settings.getOrDefault("SPRING_DATASOURCE_USERNAME", ""),
                settings.getOrDefault("SPRING_FLYWAY_USER", ""),
                settings.getOrDefault("SPRING_FLYWAY_PASSWORD", ""))
            : new Reached(
                url,
                settings.getOrDefault("SPRING_DATASOURCE_USERNAME", ""),
                settings.getOrDefault("SPRING_DATASOURCE_USERNAME", ""),
                settings.getOrDefault("SPRING_DATASOURCE_PASSWORD", "")));
  }

  private record Reached(String url, String login, String username, String password)
      implements Target {

    @Override
    public String identity() {
      int query = url.indexOf('?');
      return query < 0 ? url : url.substring(0, query);
    }

    @Override
    public Connection open() throws SQLException {
      var properties = new Properties();
      properties.setProperty("user", username);
      properties.setProperty("password", password);
      properties.setProperty("ApplicationName", "belay-verification");
      properties.setProperty("connectTimeout", "5");
      properties.setProperty("loginTimeout", "5");
      properties.setProperty("socketTimeout", "30");
      return DriverManager.getConnection(InstanceEnvironment.readOnly(url), properties);
    }

    @Override
    public String toString() {
      return "Reached[" + identity() + "]";
    }
  }
}
