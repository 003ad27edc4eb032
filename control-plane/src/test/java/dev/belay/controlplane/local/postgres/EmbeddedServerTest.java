package dev.belay.controlplane.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.belay.controlplane.local.home.BelayHome;
import dev.belay.controlplane.local.home.TestPorts;
import dev.belay.controlplane.local.process.ProcessIdentity;
import dev.belay.controlplane.local.process.ProcessIdentity.Signal;
import dev.belay.controlplane.local.process.ProcessTable;
import dev.belay.controlplane.platform.PlatformException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One server for all tests, killed and stopped again and again. */
class EmbeddedServerTest {

  private static final String PASSWORD = "correct-horse-battery";

  @TempDir static Path directory;
  private static BelayHome home;
  private static int port;
  private EmbeddedServer server;

  @BeforeAll
  static void openHome() {
    home = BelayHome.open(directory.resolve("home"));
    port = TestPorts.base();
  }

  @BeforeEach
  void start() throws Exception {
    server = new EmbeddedServer(home, port, PASSWORD);
    server.ensureRunning();
  }

  @AfterAll
  static void stop() throws Exception {
    new EmbeddedServer(home, port, PASSWORD).stop();
  }

  @Test
  void answersWithTheVersionThatItsDirectoryNames() throws Exception {
    assertThat(ask("show server_version")).isEqualTo(PostgresBundle.VERSION);
    assertThat(ask("show data_checksums")).isEqualTo("on");
    assertThat(server.layout().binaries().getFileName().toString()).startsWith("18.6-");
  }

  @Test
  void keepsItsFilesToItself() throws Exception {
    for (Path secret : List.of(server.layout().data(), home.root(), server.layout().log())) {
      assertThat(Files.getPosixFilePermissions(secret))
          .as(secret.toString())
          .noneMatch(permission ->
              permission.name().startsWith("GROUP") || permission.name().startsWith("OTHERS"));
    }
    try (var left = Files.list(home.data())) {
      assertThat(left.map(path -> path.getFileName().toString())).containsExactly("postgres");
    }
  }

  @Test
  void refusesAWrongPassword() {
    var wrong = AdminConnection.embedded(port, "wrong");

    assertThatThrownBy(wrong::open)
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
  }

  @Test
  void isAdoptedByTheNextControlPlane() throws Exception {
    var next = new EmbeddedServer(home, port, PASSWORD);

    next.ensureRunning();

    assertThat(next.process()).isEqualTo(server.process()).isPresent();
  }

  @Test
  void isAdoptedWithoutARecordOfItsStart() throws Exception {
    try (var runs = Files.newDirectoryStream(home.run("database"), "[0-9]*")) {
      for (Path run : runs) {
        Files.delete(run.resolve("child"));
      }
    }
    Files.delete(home.run("database").resolve("server.json"));
    var next = new EmbeddedServer(home, port, PASSWORD);

    next.ensureRunning();

    assertThat(next.process()).isEqualTo(server.process()).isPresent();
  }

  @Test
  void isNotAdoptedWithAnotherPassword() throws Exception {
    var stranger = new EmbeddedServer(home, port, "another");

    assertThatThrownBy(stranger::ensureRunning)
        .isInstanceOf(PlatformException.class)
        .hasMessageContaining("secrets.json")
        .hasMessageNotContaining(PASSWORD);
  }

  @Test
  void keepsWhatWasCommittedWhenItIsKilled() throws Exception {
    run("create table if not exists kept (n int)");
    run("insert into kept values (1)");
    String rows = ask("select count(*) from kept");
    ProcessIdentity before = server.process().orElseThrow();

    before.send(Signal.KILL);
    await().until(() -> server.process().isEmpty());
    server.ensureRunning();

    assertThat(server.process().orElseThrow()).isNotEqualTo(before);
    assertThat(ask("select count(*) from kept")).isEqualTo(rows);
  }

  @Test
  void endsABusyProcessThatAKilledServerLeftBehind() throws Exception {
    Connection busy = server.admin().open();
    Thread query =
        Thread.ofVirtual()
            .start(() -> {
              try (var statement = busy.createStatement()) {
                statement.execute(
                    "select count(*) from generate_series(1, 100000) a, generate_series(1, 100000) b");
              } catch (SQLException expected) {
                // It is killed in the middle.
              }
            });
    String backend =
        "select pid from pg_stat_activity where query like '%generate_series%' and pid <> pg_backend_pid()";
    await().until(() -> ask(backend) != null);
    ProcessIdentity orphan = ProcessIdentity.of(Long.parseLong(ask(backend))).orElseThrow();
    server.process().orElseThrow().send(Signal.KILL);
    await().until(() -> server.process().isEmpty());
    assertThat(orphan.isAlive()).isTrue();

    server.ensureRunning();

    assertThat(orphan.isAlive()).isFalse();
    assertThat(ask("select 1")).isEqualTo("1");
    query.join(Duration.ofSeconds(60));
  }

  @Test
  void startsInSpiteOfAPidFileThatNamesALivingStranger() throws Exception {
    server.stop();
    Files.writeString(
        server.layout().data().resolve("postmaster.pid"),
        "%d\n%s\n1700000000\n%d\n\n127.0.0.1\n  1 1\nready   \n"
            .formatted(ProcessHandle.current().pid(), server.layout().data(), port));

    server.ensureRunning();

    assertThat(ask("select 1")).isEqualTo("1");
  }

  @Test
  void namesThePortThatAStrangerHasTaken() throws Exception {
    server.stop();
    try (var stranger = new ServerSocket()) {
      stranger.bind(new InetSocketAddress("127.0.0.1", port));

      assertThatThrownBy(server::ensureRunning)
          .isInstanceOf(PlatformException.class)
          .hasMessageContaining("Port " + port);
    }
  }

  @Test
  void refusesFilesOfAnotherVersion() throws Exception {
    server.stop();
    Path version = server.layout().data().resolve("PG_VERSION");
    String own = Files.readString(version);
    Files.writeString(version, "17\n");
    try {
      assertThatThrownBy(server::ensureRunning)
          .isInstanceOf(PlatformException.class)
          .hasMessageContaining("PostgreSQL 17")
          .hasMessageContaining("18.6");
    } finally {
      Files.writeString(version, own);
    }
  }

  @Test
  void showsTheServersOwnWordsWhenItDoesNotStart() throws Exception {
    server.stop();
    Path control = server.layout().data().resolve("pg_hba.conf");
    String own = Files.readString(control);
    Files.writeString(control, "nonsense\n");
    try {
      assertThatThrownBy(server::ensureRunning)
          .isInstanceOf(PlatformException.class)
          .hasMessageContaining("pg_hba.conf");
    } finally {
      Files.writeString(control, own);
    }
  }

  @Test
  void leavesNoProcessWhenStopped() throws Exception {
    Path data = server.layout().data();
    assertThat(ProcessTable.running("postgres", data)).isNotEmpty();

    server.stop();

    assertThat(ProcessTable.running("postgres", data)).isEmpty();
    assertThat(data.resolve("postmaster.pid")).doesNotExist();
  }

  @Test
  void unpacksAgainWhatWasNotUnpackedCompletely() throws Exception {
    Path cache = Files.createDirectory(directory.resolve("cache-" + System.nanoTime()));
    Path whole = PostgresBundle.unpackedIn(cache);
    Files.delete(whole.resolve(".complete"));
    Files.delete(whole.resolve("bin/postgres"));
    Path half = Files.createDirectory(cache.resolve(".making-1"));

    assertThat(PostgresBundle.unpackedIn(cache)).isEqualTo(whole);

    assertThat(whole.resolve("bin/postgres")).isExecutable();
    assertThat(half).doesNotExist();
  }

  @Test
  void makesTheFilesAnewWhenAnEarlierAttemptWasCutOff() throws IOException, InterruptedException {
    BelayHome other = BelayHome.open(directory.resolve("cut-off"));
    Files.createSymbolicLink(other.cache().resolve("postgres"), home.cache().resolve("postgres"));
    Path half = Files.createDirectories(other.data().resolve(".making-1/data"));
    Files.writeString(half.resolve("PG_VERSION"), "18");
    var cutOff = new EmbeddedServer(other, TestPorts.base(), PASSWORD);
    try {
      cutOff.ensureRunning();

      assertThat(cutOff.process()).isPresent();
      assertThat(half).doesNotExist();
    } finally {
      cutOff.stop();
    }
  }

  private String ask(String sql) throws SQLException {
    try (var connection = server.admin().open();
        var statement = connection.createStatement();
        var rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : null;
    }
  }

  private void run(String sql) throws SQLException {
    try (var connection = server.admin().open();
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
