package dev.belay.controlplane.local.postgres;

import dev.belay.controlplane.local.home.BelayHome;
import dev.belay.controlplane.local.home.DirectoryRemoval;
import dev.belay.controlplane.platform.PlatformException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * PostgreSQL's programs for this machine, from an archive on the class path, unpacked once under a
 * name made of the archive's content.
 */
final class PostgresBundle {

  static final String VERSION = "18.6";
  static final String MAJOR = "18";
  private static final String COMPLETE = ".complete";
  private static final String TEMPORARY = ".making-";

  private PostgresBundle() {}

  /**
   * The directory that holds {@code bin/postgres}.
   *
   * @param cache where to unpack, if it is not there yet
   * @throws PlatformException if there is no archive for this machine, or it cannot be unpacked
   */
  static Path unpackedIn(Path cache) {
    try {
      URL archive = find();
      Path target = cache.resolve(VERSION + "-" + sha256(archive).substring(0, 16));
      if (!Files.exists(target.resolve(COMPLETE))) {
        unpackAlone(archive, cache, target);
      }
      return target.toRealPath();
    } catch (IOException e) {
      throw new PlatformException("Cannot unpack PostgreSQL into " + cache + ": " + e, e);
    }
  }

  /** The lock is for two homes that share a cache, such as one outside of them. */
  private static void unpackAlone(URL archive, Path cache, Path target) throws IOException {
    Path lock = cache.resolve(".lock");
    try (FileChannel channel =
            FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var held = channel.lock()) {
      removeHalfMade(cache);
      if (Files.exists(target.resolve(COMPLETE))) {
        return;
      }
      DirectoryRemoval.remove(target);
      Path making = Files.createTempDirectory(cache, TEMPORARY);
      try (InputStream in = archive.openStream()) {
        TarXz.unpack(in, making);
        Files.createFile(making.resolve(COMPLETE));
        Files.setPosixFilePermissions(making, Files.getPosixFilePermissions(cache));
        Files.move(making, target, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        DirectoryRemoval.remove(making);
      }
    }
  }

  private static void removeHalfMade(Path cache) throws IOException {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(cache, TEMPORARY + "*")) {
      for (Path making : left) {
        DirectoryRemoval.remove(making);
      }
    }
  }

  private static URL find() {
    String system = system();
    for (String architecture : architectures()) {
      URL found =
          PostgresBundle.class.getResource("/postgres-" + system + "-" + architecture + ".txz");
      if (found != null) {
        return found;
      }
    }
    throw new PlatformException(
        "There is no embedded PostgreSQL for %s on %s. Name a server with belay.local.database.url."
            .formatted(system, System.getProperty("os.arch")),
        null);
  }

  private static String system() {
    String name = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    return name.contains("mac") ? "darwin" : name.contains("linux") ? "linux" : name;
  }

  private static List<String> architectures() {
    return switch (System.getProperty("os.arch")) {
      case "amd64", "x86_64" -> List.of("x86_64");
      case "aarch64", "arm64" -> List.of("arm_64", "arm64v8", "aarch64");
      default -> List.of();
    };
  }

  private static String sha256(URL archive) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (InputStream in = new DigestInputStream(archive.openStream(), digest)) {
        in.transferTo(OutputStream.nullOutputStream());
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static Path cache(BelayHome home) throws IOException {
    return BelayHome.createPrivate(home.cache().resolve("postgres"));
  }
}
