package dev.belay.controlplane.local.postgres;

import dev.belay.controlplane.local.home.BelayHome;
import dev.belay.controlplane.local.home.DirectoryRemoval;
import dev.belay.controlplane.local.process.LogTail;
import dev.belay.controlplane.local.process.MachineEnvironment;
import dev.belay.controlplane.platform.PlatformException;
import dev.belay.controlplane.platform.ScratchServers;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Servers from the same archive as the home's database, each with files of its own that nothing is
 * kept of. One at a time; what a killed control plane left is ended and removed by the next one.
 */
public final class ThrowawayServers implements ScratchServers {

  private static final String PREFIX = "scratch-";
  private static final Duration TO_BE_READY = Duration.ofSeconds(30);
  private static final Duration TO_END = Duration.ofSeconds(5);
  private static final int CONNECTIONS = 20;
  private static final Logger log = LoggerFactory.getLogger(ThrowawayServers.class);

  private final BelayHome home;
  private final SecureRandom random = new SecureRandom();
  private boolean open;

  public ThrowawayServers(BelayHome home) {
    this.home = home;
  }

  /** Ends and removes what an earlier control plane left. The caller holds the home's lock. */
  public synchronized void sweep() {
    if (open) {
      return;
    }
    try {
      ServerLayout layout = ServerLayout.of(home);
      if (!Files.isDirectory(layout.base())) {
        return;
      }
      try (DirectoryStream<Path> left = Files.newDirectoryStream(layout.base(), PREFIX + "*")) {
        for (Path directory : left) {
          log.info("Removing a scratch database that was left: {}", directory.getFileName());
          remove(in(layout, directory));
        }
      }
    } catch (IOException | PlatformException e) {
      log.warn("Scratch databases that were left cannot be removed: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public synchronized Scratch open(int major) {
    if (!PostgresBundle.MAJOR.equals(Integer.toString(major))) {
      throw new ScratchUnavailableException(
          "the target is PostgreSQL %d and the embedded server %s; name a server to try things on with belay.verification.scratch.url"
              .formatted(major, PostgresBundle.MAJOR));
    }
    if (open) {
      throw new ScratchUnavailableException("another verification uses the scratch server");
    }
    sweep();
    open = true;
    boolean started = false;
    try {
      Scratch scratch = start();
      started = true;
      return scratch;
    } catch (IOException | PlatformException e) {
      throw new ScratchUnavailableException("no scratch server: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ScratchUnavailableException("interrupted while the scratch server started", e);
    } finally {
      open = started;
    }
  }

  private Scratch start() throws IOException, InterruptedException {
    ServerLayout general = ServerLayout.of(home);
    byte[] name = new byte[6];
    random.nextBytes(name);
    Path base = general.base().resolve(PREFIX + HexFormat.of().formatHex(name));
    BelayHome.createPrivate(base);
    if (general.mode() == ServerMode.SETPRIV) {
      Files.setAttribute(base, "unix:uid", ServerMode.NOBODY);
    }
    ServerLayout layout = in(general, base);
    byte[] password = new byte[24];
    random.nextBytes(password);
    var admin = AdminConnection.embedded(freePort(), HexFormat.of().formatHex(password));
    boolean ready = false;
    try {
      new Cluster(layout).prepare(admin.password(), port(admin));
      Process process = launch(layout);
      awaitReady(process, admin, layout);
      ready = true;
      return new Running(layout, process, admin);
    } finally {
      if (!ready) {
        remove(layout);
      }
    }
  }

  private static int port(AdminConnection admin) {
    String address = admin.url().substring("jdbc:postgresql://127.0.0.1:".length());
    return Integer.parseInt(address.substring(0, address.indexOf('/')));
  }

  private static Process launch(ServerLayout layout) throws IOException {
    var command = new ArrayList<>(layout.mode().prefix());
    command.addAll(List.of(layout.program("postgres").toString(), "-D", layout.data().toString()));
    // It is gone with the machine anyway.
    for (String setting :
        List.of(
            "fsync=off",
            "full_page_writes=off",
            "autovacuum=off",
            "logging_collector=off",
            "unix_socket_directories=",
            "max_connections=" + CONNECTIONS)) {
      command.add("-c");
      command.add(setting);
    }
    var builder = new ProcessBuilder(command).directory(layout.base().toFile());
    builder.environment().clear();
    builder.environment().putAll(MachineEnvironment.get());
    builder.environment().put("LC_ALL", "C.UTF-8");
    return builder.redirectErrorStream(true).redirectOutput(layout.startLog().toFile()).start();
  }

  private static void awaitReady(Process process, AdminConnection admin, ServerLayout layout)
      throws InterruptedException {
    long end = System.nanoTime() + TO_BE_READY.toNanos();
    while (!answers(admin)) {
      if (!process.isAlive() || System.nanoTime() - end > 0) {
        process.destroyForcibly();
        throw new PlatformException(
            "The scratch server did not start:\n" + LogTail.lastLines(layout.startLog(), 0), null);
      }
      process.waitFor(20, TimeUnit.MILLISECONDS);
    }
  }

  private static boolean answers(AdminConnection admin) {
    try (Connection connection = admin.open()) {
      return connection.isValid(1);
    } catch (SQLException notYet) {
      return false;
    }
  }

  private static ServerLayout in(ServerLayout general, Path base) {
    return new ServerLayout(
        general.mode(),
        general.binaries(),
        base,
        base.resolve("postgres"),
        base,
        base.resolve("server.log"),
        base.resolve("start.log"));
  }

  private static void remove(ServerLayout layout) throws IOException, InterruptedException {
    ClusterProcesses.endAll(layout);
    DirectoryRemoval.remove(layout.base());
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private final class Running implements Scratch {

    private final ServerLayout layout;
    private final Process process;
    private final AdminConnection admin;

    Running(ServerLayout layout, Process process, AdminConnection admin) {
      this.layout = layout;
      this.process = process;
      this.admin = admin;
    }

    @Override
    public void create(String database) throws SQLException {
      execute("create database " + quoted(database));
    }

    @Override
    public void copy(String from, String to) throws SQLException {
      execute("create database %s template %s".formatted(quoted(to), quoted(from)));
    }

    @Override
    public void role(String name) throws SQLException {
      execute("create role " + quoted(name) + " nologin");
    }

    @Override
    public Connection connect(String database) throws SQLException {
      return admin.openDatabase(database);
    }

    private void execute(String sql) throws SQLException {
      try (Connection connection = admin.open();
          Statement statement = connection.createStatement()) {
        statement.execute(sql);
      }
    }

    /** Nothing is worth a shutdown in order. */
    @Override
    public void close() {
      synchronized (ThrowawayServers.this) {
        try {
          process.destroyForcibly();
          process.waitFor(TO_END.toMillis(), TimeUnit.MILLISECONDS);
          remove(layout);
        } catch (IOException | PlatformException e) {
          log.warn("The scratch database is removed later: {}", e.getMessage());
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        } finally {
          open = false;
        }
      }
    }
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
