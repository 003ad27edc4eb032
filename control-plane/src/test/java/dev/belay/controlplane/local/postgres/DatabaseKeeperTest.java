package dev.belay.controlplane.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.local.home.BelayHome;
import dev.belay.controlplane.local.home.Secrets;
import dev.belay.controlplane.local.home.TestPorts;
import dev.belay.controlplane.local.process.ProcessIdentity;
import dev.belay.controlplane.local.process.ProcessIdentity.Signal;
import dev.belay.controlplane.local.workload.ServiceDatabases.Access;
import dev.belay.controlplane.local.workload.ServiceDatabases.Login;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatabaseKeeperTest {

  private static final ServiceName UPLOAD = new ServiceName("upload-service");
  private static final ServiceName ORDERS = new ServiceName("orders");

  @TempDir static Path directory;
  private static BelayHome home;
  private static Secrets secrets;
  private static int port;
  private static DatabaseKeeper keeper;

  @BeforeAll
  static void begin() throws Exception {
    home = BelayHome.open(directory);
    secrets = Secrets.of(home);
    port = TestPorts.base();
    keeper = keeper();
  }

  private static DatabaseKeeper keeper() throws Exception {
    var keeper = DatabaseKeeper.embedded(home, port, secrets, List.of(UPLOAD, ORDERS));
    keeper.begin();
    awaitReady(keeper);
    return keeper;
  }

  private static void awaitReady(DatabaseKeeper keeper) {
    await()
        .atMost(Duration.ofSeconds(90))
        .until(() -> {
          assertThat(keeper.trouble()).isEmpty();
          return keeper.isReady();
        });
  }

  @AfterAll
  static void end() throws Exception {
    keeper.closeAndEndServer();
  }

  @Test
  void letsTheMigrationRoleChangeTheSchemaAndTheApplicationOnlyTheRows() throws Exception {
    Access access = keeper.of(UPLOAD);
    run(access, access.migration(), "create table images (id bigserial primary key, name text)");

    run(access, access.application(), "insert into images (name) values ('cat')");
    run(access, access.application(), "update images set name = 'dog'");
    run(access, access.application(), "delete from images");

    assertDenied(access, access.application(), "create table more (n int)");
    assertDenied(access, access.application(), "drop table images");
    assertDenied(access, access.application(), "truncate images");
    assertDenied(access, access.application(), "create temporary table t (n int)");
  }

  @Test
  void keepsAServiceOutOfWhatIsNotItsOwn() {
    Login login = keeper.of(UPLOAD).application();

    for (String database : List.of("postgres", "template1", "orders")) {
      String url = "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
      assertThatThrownBy(() -> DriverManager.getConnection(url, login.username(), login.password()))
          .as(database)
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
    }
  }

  @Test
  void keepsTheSameLoginsForEver() throws Exception {
    Access before = keeper.of(ORDERS);
    keeper.close();

    keeper = keeper();

    assertThat(keeper.of(ORDERS)).isEqualTo(before);
    run(before, before.migration(), "select 1");
    assertThat(before.toString()).doesNotContain(before.application().password());
  }

  @Test
  void bringsAKilledServerBackByItself() throws Exception {
    ProcessIdentity killed = keeper.process().orElseThrow();

    killed.send(Signal.KILL);

    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> keeper.process().filter(now -> !now.equals(killed)).isPresent());
    awaitReady(keeper);
    Access access = keeper.of(ORDERS);
    run(access, access.application(), "select 1");
  }

  @Test
  void setsDatabasesUpOnAServerOfSomeoneElse() throws Exception {
    var admin = AdminConnection.embedded(port, secrets.get("database.belay"));
    try (var connection = admin.open();
        var statement = connection.createStatement()) {
      statement.execute("drop role if exists landlord");
      statement.execute("create role landlord login createdb createrole password 'landlords-own'");
      statement.execute("grant connect on database postgres to landlord");
    }
    var payments = new ServiceName("payments");
    String url = "jdbc:postgresql://127.0.0.1:%d/postgres?tcpKeepAlive=true".formatted(port);
    try (var external =
        DatabaseKeeper.external(url, "landlord", "landlords-own", secrets, List.of(payments))) {
      external.begin();
      awaitReady(external);

      Access access = external.of(payments);
      assertThat(access.url()).endsWith("/payments?tcpKeepAlive=true");
      assertThat(external.process()).isEmpty();
      run(access, access.migration(), "create table bills (n int)");
      run(access, access.application(), "insert into bills values (1)");
      assertDenied(access, access.application(), "drop table bills");
    }
  }

  @Test
  void writesNoPasswordIntoTheLog() throws Exception {
    String log = Files.readString(home.log("database"));

    assertThat(secrets.all())
        .isNotEmpty()
        .allSatisfy(secret -> assertThat(log).doesNotContain(secret));
  }

  @Test
  void refusesAUrlOfAnotherKindOfDatabase() {
    assertThatThrownBy(() -> DatabaseKeeper.external("jdbc:h2:mem:x", "sa", "", secrets, List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("jdbc:postgresql://");
    assertThatCode(() -> keeper.of(ORDERS)).doesNotThrowAnyException();
  }

  private static void assertDenied(Access access, Login login, String sql) {
    assertThatThrownBy(() -> run(access, login, sql))
        .as(sql)
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
  }

  private static void run(Access access, Login login, String sql) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(access.url(), login.username(), login.password());
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
