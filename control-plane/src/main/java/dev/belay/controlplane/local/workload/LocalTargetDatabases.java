package dev.belay.controlplane.local.workload;

import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.platform.TargetDatabases;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

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
      LocalService applied =
          SettingsFile.applied(installation.home(), service, installation.services());
      settings = environment.preflight(applied, revision, secrets.of(revision.secrets()));
    } catch (LaunchException missing) {
      // The preflight says which secret is missing, or which line cannot be read.
      return Optional.empty();
    }
    String url = settings.get("SPRING_DATASOURCE_URL");
    if (url == null || !url.startsWith(POSTGRESQL)) {
      return Optional.empty();
    }
    boolean own =
        service.database() && url.equals(installation.databases().of(service.name()).url());
    String schema = NamedSchema.of(url, settings);
    return Optional.of(
        own
            ? new Reached(
                url,
                schema,
                settings.getOrDefault("SPRING_DATASOURCE_USERNAME", ""),
                settings.getOrDefault("SPRING_FLYWAY_USER", ""),
                settings.getOrDefault("SPRING_FLYWAY_PASSWORD", ""))
            : new Reached(
                url,
                schema,
                settings.getOrDefault("SPRING_DATASOURCE_USERNAME", ""),
                settings.getOrDefault("SPRING_DATASOURCE_USERNAME", ""),
                settings.getOrDefault("SPRING_DATASOURCE_PASSWORD", "")));
  }

  private record Reached(
      String url, @Nullable String named, String login, String username, String password)
      implements Target {

    @Override
    public Optional<String> schema() {
      return Optional.ofNullable(named);
    }

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
      return driver().connect(InstanceEnvironment.readOnly(url), properties);
    }

    /** The driver manager's own words would quote the URL, and it may have a password in it. */
    private Driver driver() throws SQLException {
      try {
        return DriverManager.getDriver(url);
      } catch (SQLException none) {
        throw new SQLException("SPRING_DATASOURCE_URL is no address that its driver understands");
      }
    }

    @Override
    public String toString() {
      return "Reached[" + identity() + "]";
    }
  }
}
