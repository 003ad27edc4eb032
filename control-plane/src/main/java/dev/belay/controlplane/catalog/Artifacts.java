package dev.belay.controlplane.catalog;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Keeps artifacts by content, so that a rebuild or a clean-up does not change what a revision is. A
 * crash while copying leaves a temporary file that the next {@link #prune} removes.
 */
public final class Artifacts {

  /** A larger file is not a service's artifact. */
  public static final long MAX_BYTES = 2L * 1024 * 1024 * 1024;

  private static final String SUFFIX = ".jar";

  private final Path directory;

  public Artifacts(Path directory) {
    this.directory = directory;
  }

  /** What is kept. */
  public record Kept(Path path, Digest digest) {}

  /**
   * Copies the file unless its content is kept already.
   *
   * @throws NoSuchFileException if there is no such regular file
   * @throws IOException if it cannot be read or the copy cannot be written; nothing is kept then
   */
  public Kept keep(Path source) throws IOException {
    if (!Files.isRegularFile(source)) {
      throw new NoSuchFileException(source.toString());
    }
    if (Files.size(source) > MAX_BYTES) {
      throw new IOException("%s is larger than the limit of 2 GiB".formatted(source));
    }
    Files.createDirectories(directory);
    Path copy = Files.createTempFile(directory, "incoming-", ".tmp");
    try {
      Digest digest = copy(source, copy);
      Path target = directory.resolve(digest.sha256() + SUFFIX);
      if (!Files.exists(target)) {
        Files.move(copy, target, StandardCopyOption.ATOMIC_MOVE);
      }
      return new Kept(target, digest);
    } finally {
      Files.deleteIfExists(copy);
    }
  }

  /** Removes what nobody refers to. */
  public void prune(Set<Digest> referred) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String name = file.getFileName().toString();
        boolean inUse =
            name.endsWith(SUFFIX)
                && referred.contains(
                    new Digest(name.substring(0, name.length() - SUFFIX.length())));
        if (!inUse) {
          Files.deleteIfExists(file);
        }
      }
    }
  }

  private static Digest copy(Path source, Path target) throws IOException {
    MessageDigest sha256 = sha256();
    try (OutputStream out = new DigestOutputStream(Files.newOutputStream(target), sha256)) {
      Files.copy(source, out);
    }
    try (FileChannel written = FileChannel.open(target, StandardOpenOption.WRITE)) {
      written.force(true);
    }
    return new Digest(HexFormat.of().formatHex(sha256.digest()));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
