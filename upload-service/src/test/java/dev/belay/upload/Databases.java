package dev.belay.upload;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** One PostgreSQL for all tests of this JVM, and a database of its own for whoever wants one. */
public final class Databases {

  private static final AtomicInteger COUNT = new AtomicInteger();

  private Databases() {}

  private static final class Holder {
    static final EmbeddedPostgres SERVER = start();
  }

  /** A server of one's own, to be stopped under the service; the caller closes it. */
  public static EmbeddedPostgres start() {
    try {
      return EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A new, empty database: its name. */
  public static String create() {
    String name = "t" + COUNT.incrementAndGet();
    execute(Holder.SERVER.getPostgresDatabase(), "create database " + name);
    return name;
  }

  public static String url(String database) {
    return Holder.SERVER.getJdbcUrl("postgres", database);
  }

  public static DataSource dataSource(String database) {
    return Holder.SERVER.getDatabase("postgres", database);
  }

  public static void execute(DataSource dataSource, String sql) {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }
}
