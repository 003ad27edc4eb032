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

  static EmbeddedPostgres start() {
    try {
      return EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An empty database with an owner, who may migrate, and a user, who may only read and write. */
  public record Prepared(EmbeddedPostgres server, String name, String owner, String user) {

    public String url() {
      return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(server.getPort(), name);
    }
  }

  public static Prepared prepared() {
    return prepare(Holder.SERVER);
  }

  static Prepared prepare(EmbeddedPostgres server) {
    String name = "t" + COUNT.incrementAndGet();
    String owner = name + "_owner";
    String user = name + "_user";
    DataSource admin = server.getPostgresDatabase();
    execute(admin, "create role %s login; create role %s login".formatted(owner, user));
    execute(admin, "create database %s owner %s".formatted(name, owner));
    execute(
        server.getDatabase("postgres", name),
        """
        revoke all on schema public from public;
        alter schema public owner to %1$s;
        grant usage on schema public to %2$s;
        alter default privileges for role %1$s in schema public
          grant select, insert, update, delete on tables to %2$s
        """
            .formatted(owner, user));
    return new Prepared(server, name, owner, user);
  }

  private static void execute(DataSource dataSource, String sql) {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }
}
