package dev.belay.statements;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import javax.sql.DataSource;
import javax.tools.ToolProvider;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A class that lies where a service's classes lie, which no class of this module's tests does. */
public final class ServiceClass {

  /** What it can do. */
  public interface Service {
    void send(JdbcClient jdbc, String sql, Object... values);

    void inOneTransaction(DataSource source, Object id, String note) throws SQLException;

    void call(Runnable other);
  }

  private static final String SOURCE =
      """
      package shop;
      import java.sql.*;
      import javax.sql.DataSource;
      import org.springframework.jdbc.core.simple.JdbcClient;
      public class Orders implements dev.belay.statements.ServiceClass.Service {
        public void send(JdbcClient jdbc, String sql, Object... values) {
          var statement = jdbc.sql(sql).params(values);
          if (sql.startsWith("select")) statement.query().listOfRows(); else statement.update();
        }
        public void inOneTransaction(DataSource source, Object id, String note) throws SQLException {
          try (var connection = source.getConnection()) {
            connection.setAutoCommit(false);
            try (var insert = connection.prepareStatement("insert into orders (id, note) values (?, ?)");
                 var read = connection.prepareStatement("select note from orders where id = ?")) {
              insert.setObject(1, id);
              insert.setString(2, note);
              insert.addBatch();
              insert.executeBatch();
              read.setObject(1, id);
              try (var rows = read.executeQuery()) {
                if (!rows.next() || !note.equals(rows.getString(1)))
                  throw new IllegalStateException("the row cannot be read");
              }
              connection.commit();
            }
          }
        }
        public void call(Runnable other) { other.run(); }
      }
      """;

  private ServiceClass() {}

  static Service compiledInto(Path classes) throws Exception {
    Path source = Files.writeString(classes.resolve("Orders.java"), SOURCE);
    int failed =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-cp",
                System.getProperty("java.class.path"),
                "-proc:none",
                "-d",
                classes.toString(),
                source.toString());
    assertThat(failed).isZero();
    var loader =
        new URLClassLoader(
            new URL[] {classes.toUri().toURL()}, ServiceClass.class.getClassLoader());
    return (Service) loader.loadClass("shop.Orders").getConstructor().newInstance();
  }
}
