package dev.belay.controlplane.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.controlplane.platform.ScratchServers.Scratch;
import dev.belay.controlplane.platform.ScratchServers.ScratchUnavailableException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/** What every kind of server to try things on promises. */
public abstract class ScratchServersTck {

  protected static final int MAJOR = 18;

  protected abstract ScratchServers servers();

  /** Databases, files and processes of ours that are there now. */
  protected abstract int left() throws Exception;

  @Test
  void aDatabaseIsNewAndOurs() throws Exception {
    try (Scratch scratch = servers().open(MAJOR)) {
      scratch.create("before");
      try (Connection connection = scratch.connect("before")) {
        execute(connection, "create table t (id int); insert into t values (1)");
        assertThat(connection.getMetaData().getDatabaseMajorVersion()).isEqualTo(MAJOR);
      }
    }
    try (Scratch scratch = servers().open(MAJOR)) {
      scratch.create("before");
      try (Connection connection = scratch.connect("before")) {
        assertThatThrownBy(() -> execute(connection, "select * from t"))
            .isInstanceOf(SQLException.class);
      }
    }
  }

  @Test
  void aCopyIsTheSameAndItsOwn() throws Exception {
    try (Scratch scratch = servers().open(MAJOR)) {
      scratch.create("before");
      try (Connection connection = scratch.connect("before")) {
        execute(connection, "create table t (id int); insert into t values (1)");
      }
      scratch.copy("before", "after");
      try (Connection before = scratch.connect("before");
          Connection after = scratch.connect("after")) {
        execute(after, "insert into t values (2)");
        assertThat(count(after)).isEqualTo(2);
        assertThat(count(before)).isEqualTo(1);
      }
    }
  }

  @Test
  void rolesThatMigrationsNameAreThere() throws Exception {
    try (Scratch scratch = servers().open(MAJOR)) {
      scratch.role("shop application");
      scratch.create("before");
      try (Connection connection = scratch.connect("before")) {
        execute(connection, "create table t (id int); grant select on t to \"shop application\"");
      }
    }
  }

  @Test
  void nothingIsLeft() throws Exception {
    try (Scratch scratch = servers().open(MAJOR)) {
      scratch.create("before");
      scratch.copy("before", "after");
      // A session that hangs on keeps nothing.
      scratch.connect("after");
      assertThat(left()).isPositive();
    }
    assertThat(left()).isZero();
  }

  @Test
  void anotherVersionIsNoSubstitute() {
    assertThatThrownBy(() -> servers().open(14))
        .isInstanceOf(ScratchUnavailableException.class)
        .hasMessageContaining("14")
        .hasMessageContaining("belay.verification.scratch.url");
  }

  protected static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static int count(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select count(*) from t")) {
      row.next();
      return row.getInt(1);
    }
  }
}
