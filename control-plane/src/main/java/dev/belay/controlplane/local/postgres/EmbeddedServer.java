package dev.belay.controlplane.local.postgres;

import dev.belay.controlplane.local.home.BelayHome;
import dev.belay.controlplane.local.home.DirectoryRemoval;
import dev.belay.controlplane.local.home.JsonFile;
import dev.belay.controlplane.local.home.Ports;
import dev.belay.controlplane.local.process.Launch;
import dev.belay.controlplane.local.process.Launcher;
import dev.belay.controlplane.local.process.LogTail;
import dev.belay.controlplane.local.process.MachineEnvironment;
import dev.belay.controlplane.local.process.ProcessIdentity;
import dev.belay.controlplane.local.process.ProcessIdentity.Signal;
import dev.belay.controlplane.local.process.RunDirectory;
import dev.belay.controlplane.platform.PlatformException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The PostgreSQL of a home. It outlives the control plane; the next one adopts it if it is the same
 * server on the same files. The caller holds the home's lock: there is one control plane only.
 */
final class EmbeddedServer {

  private static final Duration TO_BE_READY = Duration.ofSeconds(90);
  private static final Duration TO_BECOME_POSTGRES = Duration.ofSeconds(5);
  private static final Logger log = LoggerFactory.getLogger(EmbeddedServer.class);

  private final BelayHome home;
  private final Launcher launcher;
  private final ServerLayout layout;
  private final int port;
  private final AdminConnection admin;
  private final JsonFile<Kept> record;
  private volatile @Nullable ProcessIdentity process;

  EmbeddedServer(BelayHome home, int port, String password) throws IOException {
    this.home = home;
    this.port = port;
    this.launcher = new Launcher(home);
    this.layout = ServerLayout.of(home);
    this.admin = AdminConnection.embedded(port, password);
    this.record = new JsonFile<>(home.run("database").resolve("server.json"), Kept.class);
  }

  AdminConnection admin() {
    return admin;
  }

  ServerLayout layout() {
    return layout;
  }

  /** The running server. */
  Optional<ProcessIdentity> process() {
    return Optional.ofNullable(process).filter(ProcessIdentity::isAlive);
  }

  /**
   * Adopts the server that runs, or starts one, and returns when it answers.
   *
   * @throws PlatformException saying why it does not start, with the end of its output
   */
  void ensureRunning() throws InterruptedException {
    try {
      BelayHome.createPrivate(home.run("database"));
      Optional<ProcessIdentity> found = adoptable();
      if (found.isPresent()) {
        awaitReady(found.get(), "adopted");
      } else {
        process = null;
        start();
      }
    } catch (IOException e) {
      throw new PlatformException("Cannot start the database: " + e, e);
    }
  }

  private Optional<ProcessIdentity> adoptable() throws IOException, InterruptedException {
    for (RunDirectory run : runs()) {
      run.giveUpChild();
      Optional<ProcessIdentity> child = run.child().filter(ProcessIdentity::isAlive);
      if (child.isPresent() && becomesPostgres(child.get())) {
        return child;
      }
      // It is ours by its identity, but hangs on its way to become the server.
      child.ifPresent(stuck -> stuck.send(Signal.KILL));
    }
    return PostmasterFile.read(layout.data())
        .filter(file -> ClusterProcesses.includes(layout, file.pid()))
        .flatMap(file -> ProcessIdentity.of(file.pid()));
  }

  private boolean becomesPostgres(ProcessIdentity child) throws InterruptedException {
    long deadline = System.nanoTime() + TO_BECOME_POSTGRES.toNanos();
    while (child.isAlive() && System.nanoTime() - deadline < 0) {
      if (ClusterProcesses.includes(layout, child.pid())) {
        return true;
      }
      Thread.sleep(20);
    }
    return false;
  }

  private void start() throws IOException, InterruptedException {
    ClusterProcesses.endAll(layout);
    if (!Files.exists(layout.data())) {
      // What it says is about a cluster that is gone.
      Files.deleteIfExists(home.run("database").resolve("server.json"));
    }
    new Cluster(layout).prepare(admin.password(), port);
    PostmasterFile.delete(layout.data());
    Files.deleteIfExists(layout.sockets().resolve(".s.PGSQL." + port + ".lock"));
    if (!Ports.isFree(port)) {
      throw new PlatformException(
          "Port %d, which the database of %s uses, is taken by another program. End it, or choose another BELAY_HOME with other ports."
              .formatted(port, home.root()),
          null);
    }
    Process started = launcher.startBare(nextRun(), launch());
    ProcessIdentity identity =
        ProcessIdentity.of(started.pid()).orElseThrow(() -> failure("The database ended at once"));
    awaitReady(identity, "started");
  }

  private Launch launch() {
    var command = new ArrayList<>(layout.mode().prefix());
    command.addAll(List.of(layout.program("postgres").toString(), "-D", layout.data().toString()));
    var environment = MachineEnvironment.get();
    environment.put("LC_ALL", "C.UTF-8");
    return new Launch(
        command, environment, layout.base(), layout.startLog(), Launch.LOG_BYTES, false);
  }

  /** Its own file says ready, and it lets us in, and it serves the cluster that we know. */
  private void awaitReady(ProcessIdentity identity, String how) throws InterruptedException {
    long deadline = System.nanoTime() + TO_BE_READY.toNanos();
    while (!isReady(identity) || !answers()) {
      if (!identity.isAlive()) {
        throw failure("The database ended while it started");
      }
      if (System.nanoTime() - deadline >= 0) {
        throw failure("The database was not ready within " + TO_BE_READY.toSeconds() + " s");
      }
      Thread.sleep(10);
    }
    process = identity;
    log.info("Database {}: {} on port {}", how, identity, port);
  }

  private boolean isReady(ProcessIdentity identity) {
    return PostmasterFile.read(layout.data())
        .filter(file -> file.ready() && file.pid() == identity.pid())
        .isPresent();
  }

  private boolean answers() {
    try (var connection = admin.open();
        var statement = connection.createStatement();
        var row = statement.executeQuery("select system_identifier from pg_control_system()")) {
      row.next();
      requireSameCluster(row.getLong(1));
      return true;
    } catch (SQLException e) {
      if ("28P01".equals(e.getSQLState())) {
        throw new PlatformException(
            "The database in %s does not accept the password in %s. Bring the secrets.json back with which it was made."
                .formatted(layout.data(), home.file("secrets.json")),
            e);
      }
      return false;
    }
  }

  private void requireSameCluster(long systemIdentifier) {
    Optional<Kept> known = record.read();
    if (known.isPresent() && known.get().systemIdentifier() != systemIdentifier) {
      throw new PlatformException(
          "Port %d answers for another database than the one in %s".formatted(port, layout.data()),
          null);
    }
    if (known.isEmpty()) {
      record.write(new Kept(systemIdentifier, port, layout.mode(), layout.binaries().toString()));
    }
  }

  /** Ends the server: open transactions are rolled back, nothing committed is lost. */
  void stop() throws InterruptedException {
    try {
      Optional<ProcessIdentity> running = adoptable();
      if (running.isPresent()) {
        ClusterProcesses.end(running.get(), Signal.INT, Duration.ofSeconds(30));
        ClusterProcesses.end(running.get(), Signal.QUIT, Duration.ofSeconds(5));
      }
      ClusterProcesses.endAll(layout);
    } catch (IOException e) {
      throw new PlatformException("Cannot stop the database: " + e, e);
    }
    process = null;
  }

  /** Both logs: what the server says once its own log runs is not on its standard output. */
  private PlatformException failure(String what) {
    String output = LogTail.lastLines(layout.startLog(), 0);
    String logged = LogTail.lastLines(layout.log(), 0);
    return new PlatformException(
        "%s.\n%s\n%s".formatted(what, output, lastOf(logged)).strip(), null);
  }

  private static String lastOf(String lines) {
    List<String> all = lines.lines().toList();
    return String.join("\n", all.subList(Math.max(0, all.size() - 10), all.size()));
  }

  private List<RunDirectory> runs() throws IOException {
    var runs = new ArrayList<RunDirectory>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(home.run("database"), "[0-9]*")) {
      entries.forEach(directory -> runs.add(new RunDirectory(directory)));
    }
    return runs;
  }

  private RunDirectory nextRun() throws IOException {
    int highest = 0;
    for (RunDirectory run : runs()) {
      highest = Math.max(highest, Integer.parseInt(run.directory().getFileName().toString()));
      DirectoryRemoval.remove(run.directory());
    }
    return new RunDirectory(home.run("database").resolve(Integer.toString(highest + 1)));
  }

  /** What a later control plane compares. */
  record Kept(long systemIdentifier, int port, ServerMode mode, String binaries) {}
}
