package dev.belay.controlplane.verification.compatibility;

import dev.belay.controlplane.platform.ScratchServers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server that an operator gives to try things on: databases under names of ours, which hold the
 * time of their making, so that what nobody dropped is known by its name and its age. Never the
 * server of a target: what is tried may lock and may make roles.
 */
public final class OperatorServer implements ScratchServers {

  private static final String PREFIX = "belay_scratch_";

  /** Longer than any verification may take. */
  private static final Duration OLD = Duration.ofMinutes(10);

  private static final Logger log = LoggerFactory.getLogger(OperatorServer.class);

  private final String url;
  private final String username;
  private final String password;

  /**
   * @param url {@code jdbc:postgresql://host:port/database}, of a database that is always there
   * @param username may create databases and roles
   */
  public OperatorServer(String url, String username, String password) {
    if (!url.startsWith("jdbc:postgresql://")) {
      throw new IllegalArgumentException(
          "belay.verification.scratch.url must begin with jdbc:postgresql://");
    }
    this.url = url;
    this.username = username;
    this.password = password;
  }

  @Override
  public Scratch open(int major) {
    try (Connection connection = connection(url)) {
      int its = connection.getMetaData().getDatabaseMajorVersion();
      if (its != major) {
        throw new ScratchUnavailableException(
            "the target is PostgreSQL %d and the server of belay.verification.scratch.url %d"
                .formatted(major, its));
      }
      sweep(connection);
      return new Databases(
          "%s%d_%08x_"
              .formatted(
                  PREFIX, Instant.now().getEpochSecond(), ThreadLocalRandom.current().nextInt()));
    } catch (SQLException e) {
      throw new ScratchUnavailableException(
          "the server of belay.verification.scratch.url cannot be used: " + Replay.firstLine(e), e);
    }
  }

  /** Drops what was made by one that could not close it. */
  private static void sweep(Connection connection) throws SQLException {
    long limit = Instant.now().minus(OLD).getEpochSecond();
    for (String database : ours(connection, PREFIX)) {
      String time = database.substring(PREFIX.length()).split("_", 2)[0];
      if (time.matches("\\d{1,12}") && Long.parseLong(time) < limit) {
        log.info("Dropping the scratch database {}, which was left", database);
        execute(connection, "drop database if exists " + WriteRules.id(database) + " with (force)");
      }
    }
  }

  private static List<String> ours(Connection connection, String prefix) throws SQLException {
    var names = new ArrayList<String>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select datname from pg_database where starts_with(datname, '" + prefix + "')")) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }

  private Connection connection(String at) throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", username);
    properties.setProperty("password", password);
    properties.setProperty("ApplicationName", "belay-verification");
    properties.setProperty("connectTimeout", "5");
    properties.setProperty("loginTimeout", "5");
    properties.setProperty("socketTimeout", "30");
    properties.setProperty("options", "-c client_connection_check_interval=2s");
    return DriverManager.getConnection(at, properties);
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private final class Databases implements Scratch {

    private final String prefix;

    Databases(String prefix) {
      this.prefix = prefix;
    }

    @Override
    public void create(String database) throws SQLException {
      admin("create database " + WriteRules.id(prefix + database));
    }

    @Override
    public void copy(String from, String to) throws SQLException {
      admin(
          "create database %s template %s"
              .formatted(WriteRules.id(prefix + to), WriteRules.id(prefix + from)));
    }

    /** Roles are of the whole server: what is there is taken, and what is made stays. */
    @Override
    public void role(String name) throws SQLException {
      try {
        admin("create role " + WriteRules.id(name) + " nologin");
      } catch (SQLException e) {
        if (!"42710".equals(e.getSQLState())) {
          throw e;
        }
      }
    }

    @Override
    public Connection connect(String database) throws SQLException {
      int slash = url.indexOf('/', "jdbc:postgresql://".length());
      int query = url.indexOf('?');
      String host = slash < 0 ? url : url.substring(0, slash);
      return connection(host + "/" + prefix + database + (query < 0 ? "" : url.substring(query)));
    }

    private void admin(String sql) throws SQLException {
      try (Connection connection = connection(url)) {
        execute(connection, sql);
      }
    }

    @Override
    public void close() {
      try (Connection connection = connection(url)) {
        for (String database : ours(connection, prefix)) {
          execute(connection, "drop database " + WriteRules.id(database) + " with (force)");
        }
      } catch (SQLException e) {
        log.warn("Scratch databases are dropped later: {}", Replay.firstLine(e));
      }
    }
  }
}
