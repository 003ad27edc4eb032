package dev.belay.controlplane.local.postgres;

import dev.belay.controlplane.local.home.BelayHome;
import dev.belay.controlplane.local.home.DirectoryRemoval;
import dev.belay.controlplane.local.home.DurableFile;
import dev.belay.controlplane.local.process.Launcher;
import dev.belay.controlplane.local.process.LogTail;
import dev.belay.controlplane.local.process.MachineEnvironment;
import dev.belay.controlplane.platform.PlatformException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The database files: made once, in a temporary place, so that a half-made one is never used. */
final class Cluster {

  static final String SUPERUSER = "belay";
  private static final long LEAST_BYTES = 100L << 20;
  private static final long FEW_BYTES = 1L << 30;
  private static final int INITDB_SECONDS = 120;
  private static final Logger log = LoggerFactory.getLogger(Cluster.class);

  private final ServerLayout layout;

  Cluster(ServerLayout layout) {
    this.layout = layout;
  }

  /**
   * Makes the files if there are none, and writes the configuration.
   *
   * @throws PlatformException if there is too little space, or the files are another version's
   */
  void prepare(String password, int port) throws IOException, InterruptedException {
    requireSpace();
    if (!Files.exists(layout.data())) {
      create(password);
    }
    requireVersion();
    DurableFile.write(
        layout.data().resolve("postgresql.conf"),
        ServerConfiguration.text(layout, port).getBytes(StandardCharsets.UTF_8));
    own(layout.data().resolve("postgresql.conf"));
  }

  private void create(String password) throws IOException, InterruptedException {
    Path parent = layout.base();
    removeHalfMade(parent);
    Path making = Files.createTempDirectory(parent, ".making-");
    Path passwordFile = making.resolve("password");
    Path data = making.resolve("data");
    try {
      own(making);
      DurableFile.write(passwordFile, password.getBytes(StandardCharsets.US_ASCII));
      own(passwordFile);
      run(initdb(data, passwordFile));
      Files.move(data, layout.data(), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(passwordFile);
      DirectoryRemoval.remove(making);
    }
  }

  private List<String> initdb(Path data, Path passwordFile) {
    var command = new ArrayList<>(layout.mode().prefix());
    command.addAll(
        List.of(
            layout.program("initdb").toString(),
            "-D",
            data.toString(),
            "-U",
            SUPERUSER,
            "--pwfile=" + passwordFile,
            "-A",
            "scram-sha-256",
            "-E",
            "UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C.UTF-8"));
    return command;
  }

  private void run(List<String> command) throws IOException, InterruptedException {
    var builder = new ProcessBuilder(command).directory(layout.base().toFile());
    builder.environment().clear();
    builder.environment().putAll(MachineEnvironment.get());
    builder.environment().put("LC_ALL", "C.UTF-8");
    Launcher.createLog(layout.startLog());
    Process process =
        builder.redirectErrorStream(true).redirectOutput(layout.startLog().toFile()).start();
    try {
      if (process.waitFor(INITDB_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0) {
        return;
      }
    } finally {
      process.destroyForcibly();
    }
    String output = LogTail.lastLines(layout.startLog(), 0);
    throw new PlatformException(
        "The database could not be set up:\n%s%s".formatted(output, remedy(output)), null);
  }

  private static String remedy(String output) {
    return output.contains("could not look up effective user ID")
        ? "\nGive this user an entry in /etc/passwd, or name a server with belay.local.database.url."
        : "";
  }

  private void requireSpace() throws IOException {
    long free = Files.getFileStore(layout.base()).getUsableSpace();
    if (free < LEAST_BYTES) {
      throw new PlatformException(
          "Only %d MB are free at %s; the database needs %d MB to start. Free some space."
              .formatted(free >> 20, layout.base(), LEAST_BYTES >> 20),
          null);
    }
    if (free < FEW_BYTES) {
      log.warn("Only {} MB are free for the database; at 0 it refuses to write", free >> 20);
    }
  }

  private void requireVersion() throws IOException {
    String version = Files.readString(layout.data().resolve("PG_VERSION")).strip();
    if (!version.equals(PostgresBundle.MAJOR)) {
      throw new PlatformException(
          "The data in %s was written by PostgreSQL %s, this is %s. Dump it with the old version, or start with another BELAY_HOME."
              .formatted(layout.data(), version, PostgresBundle.VERSION),
          null);
    }
  }

  private static void removeHalfMade(Path parent) throws IOException {
    BelayHome.createPrivate(parent);
    try (DirectoryStream<Path> left = Files.newDirectoryStream(parent, ".making-*")) {
      for (Path making : left) {
        DirectoryRemoval.remove(making);
      }
    }
  }

  private void own(Path file) throws IOException {
    if (layout.mode() == ServerMode.SETPRIV) {
      Files.setAttribute(file, "unix:uid", ServerMode.NOBODY);
    }
  }
}
