package dev.belay.controlplane.local.postgres;

import dev.belay.controlplane.local.home.BelayHome;
import dev.belay.controlplane.local.home.JsonFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;

/**
 * Where the server's files are.
 *
 * @param base holds the cluster and what is made before it
 * @param data the cluster; the server's working directory
 * @param log what the running server writes
 * @param startLog what it writes before that
 */
record ServerLayout(
    ServerMode mode, Path binaries, Path base, Path data, Path sockets, Path log, Path startLog) {

  private static final int LONGEST_SOCKET_DIRECTORY = 80;

  static ServerLayout of(BelayHome home) throws IOException {
    ServerMode mode = keptMode(home);
    Path startLog = home.log("database-start");
    if (mode != ServerMode.SETPRIV) {
      return new ServerLayout(
          mode,
          PostgresBundle.unpackedIn(PostgresBundle.cache(home)),
          home.data(),
          home.data().resolve("postgres"),
          home.run("database"),
          home.log("database"),
          startLog);
    }
    Path outside = outside(home);
    return new ServerLayout(
        mode,
        PostgresBundle.unpackedIn(open(Path.of("/var/lib/belay/binaries"))),
        outside,
        outside.resolve("postgres"),
        outside,
        outside.resolve("database.log"),
        startLog);
  }

  Path program(String name) {
    return binaries.resolve("bin").resolve(name);
  }

  /** Empty where a socket's path would be too long for the system; only tools would miss it. */
  String socketDirectory() {
    return sockets.toString().length() > LONGEST_SOCKET_DIRECTORY ? "" : sockets.toString();
  }

  private static ServerMode keptMode(BelayHome home) throws IOException {
    var file = new JsonFile<>(home.file("database.json"), Kept.class);
    var kept = file.read();
    if (kept.isPresent()) {
      return kept.get().mode();
    }
    ServerMode mode = ServerMode.detect(home.run());
    file.write(new Kept(mode));
    return mode;
  }

  /** Every parent may be entered by all, the directory itself is nobody's alone. */
  private static Path outside(BelayHome home) throws IOException {
    String name =
        UUID.nameUUIDFromBytes(home.root().toString().getBytes(StandardCharsets.UTF_8)).toString();
    Path directory = open(Path.of("/var/lib/belay")).resolve(name);
    BelayHome.createPrivate(directory);
    Files.setAttribute(directory, "unix:uid", ServerMode.NOBODY);
    return directory.toRealPath();
  }

  private static Path open(Path directory) throws IOException {
    var mode = PosixFilePermissions.fromString("rwxr-xr-x");
    Files.createDirectories(directory, PosixFilePermissions.asFileAttribute(mode));
    return directory;
  }

  /** The file. */
  record Kept(ServerMode mode) {}
}
