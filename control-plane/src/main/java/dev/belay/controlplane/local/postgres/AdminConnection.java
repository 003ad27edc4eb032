package dev.belay.controlplane.local.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;

/**
 * How to log in as someone who may create databases and roles.
 *
 * @param url for JDBC, of a database that is always there
 */
record AdminConnection(String url, String username, String password) {

  private static final String SECONDS_TO_CONNECT = "5";
  private static final String SECONDS_TO_ANSWER = "30";

  /** The administrator of the embedded server. */
  static AdminConnection embedded(int port, String password) {
    return new AdminConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/postgres", Cluster.SUPERUSER, password);
  }

  Connection open() throws SQLException {
    return open(url);
  }

  /** The same login, at another database of the server. */
  Connection openDatabase(String database) throws SQLException {
    return open(urlOf(database));
  }

  /** The URL of another database of the server, with the same parameters. */
  String urlOf(String database) {
    int slash = url.indexOf('/', "jdbc:postgresql://".length());
    int query = url.indexOf('?');
    String host = slash < 0 ? (query < 0 ? url : url.substring(0, query)) : url.substring(0, slash);
    return host + "/" + database + (query < 0 ? "" : url.substring(query));
  }

  private Connection open(String at) throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", username);
    properties.setProperty("password", password);
    properties.setProperty("ApplicationName", "belay");
    properties.setProperty("connectTimeout", SECONDS_TO_CONNECT);
    properties.setProperty("loginTimeout", SECONDS_TO_CONNECT);
    properties.setProperty("socketTimeout", SECONDS_TO_ANSWER);
    return DriverManager.getConnection(at, properties);
  }

  @Override
  public String toString() {
    return "AdminConnection[" + username + "]";
  }
}
