package dev.belay.controlplane.ui.login;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code credentials.json} in Belay's home, readable by its owner only. Written beside and moved
 * into place, so that a crash leaves the old file or the new one. Secrets that exist are never
 * replaced: people and scripts hold them.
 */
final class CredentialsFile {

  private static final Logger log = LoggerFactory.getLogger(CredentialsFile.class);
  private static final Set<PosixFilePermission> OWNER_ONLY =
      PosixFilePermissions.fromString("rw-------");
  private static final Set<PosixFilePermission> OWNER_ONLY_DIRECTORY =
      PosixFilePermissions.fromString("rwx------");
  private static final int MAX_BYTES = 64 * 1024;
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private final Path home;
  private final Path file;

  CredentialsFile(Path home) {
    this.home = home.toAbsolutePath().normalize();
    this.file = this.home.resolve("credentials.json");
  }

  /**
   * The credentials of an earlier start, or new ones.
   *
   * @throws IllegalStateException if there is a file that cannot be used
   */
  Credentials readOrCreate() {
    if (Files.exists(file)) {
      return read();
    }
    var created = Credentials.generate();
    write(created);
    log.info("New credentials are in {}", file);
    return created;
  }

  void write(Credentials credentials) {
    try {
      createHome();
      Path next = Files.createTempFile(home, "credentials", ".tmp", ownerOnly(OWNER_ONLY));
      try {
        writeDurably(next, JSON.writeValueAsBytes(credentials));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncDirectory(home);
      } finally {
        Files.deleteIfExists(next);
      }
    } catch (IOException e) {
      throw new IllegalStateException(
          "Cannot write %s: %s. Belay's home (belay.home) must be a directory that this user may write."
              .formatted(file, e),
          e);
    }
  }

  private Credentials read() {
    try {
      narrow();
      if (Files.size(file) > MAX_BYTES) {
        throw unusable("it is larger than 64 KiB", null);
      }
      Credentials found = JSON.readValue(Files.readAllBytes(file), Credentials.class);
      if (found == null) {
        throw unusable("it holds nothing", null);
      }
      return found;
    } catch (IOException e) {
      throw unusable("it cannot be read: " + e.getClass().getSimpleName(), e);
    } catch (JacksonException e) {
      // The parser's own message may quote the file: it stays out of the log.
      throw unusable(explained(e), null);
    }
  }

  private static String explained(JacksonException failure) {
    Throwable cause = failure.getCause();
    if (cause instanceof IllegalArgumentException refused && refused.getMessage() != null) {
      return refused.getMessage();
    }
    var place = failure.getLocation();
    return place == null
        ? "it is not the JSON that is expected"
        : "line %d is not the JSON that is expected".formatted(place.getLineNr());
  }

  private IllegalStateException unusable(String why, @Nullable Exception e) {
    return new IllegalStateException(
        "Cannot use %s: %s. Mend it, or move it away to have new credentials made."
            .formatted(file, why),
        e);
  }

  private void narrow() throws IOException {
    if (posix() && !Files.getPosixFilePermissions(file).equals(OWNER_ONLY)) {
      log.warn("{} was readable or writable by others, or not by its owner: now 0600", file);
      Files.setPosixFilePermissions(file, OWNER_ONLY);
    }
  }

  private void createHome() throws IOException {
    if (!Files.isDirectory(home)) {
      Files.createDirectories(home, ownerOnly(OWNER_ONLY_DIRECTORY));
    }
  }

  private FileAttribute<?>[] ownerOnly(Set<PosixFilePermission> rights) {
    return posix()
        ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(rights)}
        : new FileAttribute<?>[0];
  }

  private boolean posix() {
    return file.getFileSystem().supportedFileAttributeViews().contains("posix");
  }

  private static void writeDurably(Path target, byte[] content) throws IOException {
    try (var channel = FileChannel.open(target, StandardOpenOption.WRITE)) {
      var remaining = ByteBuffer.wrap(content);
      while (remaining.hasRemaining()) {
        channel.write(remaining);
      }
      channel.force(true);
    }
  }

  private static void syncDirectory(Path directory) {
    try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Not every file system lets a directory be opened; the move itself has happened.
      log.debug("Cannot sync {}", directory, e);
    }
  }
}
