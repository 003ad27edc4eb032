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
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Keeps artifacts by content, under the name they came with: {@code <sha256>/<name>}. A rebuild or
 * a clean-up then does not change what a revision is. A crash while copying leaves a temporary
 * directory that the next {@link #prune} removes.
 */
public final class Artifacts {

  /** A larger file is not a service's artifact. */
  public static final long MAX_BYTES = 2L * 1024 * 1024 * 1024;

  private final Path directory;

  public Artifacts(Path directory) {
    this.directory = directory;
  }

  /** Where others may keep what belongs to releases. */
  public Path beside(String name) {
    return directory.resolveSibling(name);
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
    check(source);
    Files.createDirectories(directory);
    Path incoming = Files.createTempDirectory(directory, "incoming-");
    try {
      Digest digest = copy(source, incoming.resolve(source.getFileName()));
      Path kept = directory.resolve(digest.sha256());
      if (!Files.exists(kept)) {
        Files.move(incoming, kept, StandardCopyOption.ATOMIC_MOVE);
      }
      return new Kept(onlyFile(kept), digest);
    } finally {
      remove(incoming);
    }
  }

  /**
   * The digest of a file's content, as {@link #keep} would find it.
   *
   * @throws NoSuchFileException if there is no such regular file
   * @throws IOException if it cannot be read or is too large
   */
  public Digest digest(Path source) throws IOException {
    check(source);
    MessageDigest sha256 = sha256();
    try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), sha256)) {
      Files.copy(source, out);
    }
    return new Digest(HexFormat.of().formatHex(sha256.digest()));
  }

  private static void check(Path source) throws IOException {
    if (!Files.isRegularFile(source)) {
      throw new NoSuchFileException(source.toString());
    }
    if (Files.size(source) > MAX_BYTES) {
      throw new IOException("%s is larger than the limit of 2 GiB".formatted(source));
    }
  }

  /** Removes what nobody refers to. */
  public void prune(Set<Digest> referred) throws IOException {
    if (!Files.isDirectory(directory)) {
      return;
    }
    Set<String> names = referred.stream().map(Digest::sha256).collect(Collectors.toSet());
    try (Stream<Path> kept = Files.list(directory)) {
      for (Path each : (Iterable<Path>) kept::iterator) {
        if (!names.contains(each.getFileName().toString())) {
          remove(each);
        }
      }
    }
  }

  private static Path onlyFile(Path kept) throws IOException {
    try (Stream<Path> files = Files.list(kept)) {
      return files
          .findFirst()
          .orElseThrow(() -> new NoSuchFileException(kept + " is kept without its file"));
    }
  }

  /** A directory of files, or nothing. */
  private static void remove(Path kept) throws IOException {
    if (!Files.exists(kept)) {
      return;
    }
    try (Stream<Path> files = Files.list(kept)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(kept);
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
