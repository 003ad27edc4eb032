package dev.belay.controlplane.synthetic;

import dev.belay.controlplane.catalog.Digest;
import dev.belay.controlplane.synthetic.SyntheticRequest.FilePart;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/**
 * Keeps the files that synthetic requests send, by content, 1 MiB each at most. Of more than
 * {@value #MAX_FILES} those go that were not used for longest. A crash while writing leaves a
 * temporary file, which counts and goes like the others.
 */
public final class SyntheticFiles {

  /** Three times what 16 services with 20 requests each can have. */
  static final int MAX_FILES = 1_024;

  private final Path directory;

  public SyntheticFiles(Path directory) {
    this.directory = directory;
  }

  public static Digest digest(byte[] content) {
    try {
      byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(content);
      return new Digest(HexFormat.of().formatHex(sha256));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * @throws IOException if it cannot be written; nothing is kept then
   */
  public synchronized void keep(byte[] content) throws IOException {
    if (content.length > FilePart.MAX_BYTES) {
      throw new IOException("%d bytes are more than 1 MiB".formatted(content.length));
    }
    Files.createDirectories(directory);
    Path kept = directory.resolve(digest(content).sha256());
    if (!Files.exists(kept)) {
      Path incoming = Files.createTempFile(directory, "incoming-", "");
      try (FileChannel out = FileChannel.open(incoming, StandardOpenOption.WRITE)) {
        ByteBuffer rest = ByteBuffer.wrap(content);
        while (rest.hasRemaining()) {
          out.write(rest);
        }
        out.force(true);
      }
      Files.move(incoming, kept, StandardCopyOption.ATOMIC_MOVE);
    }
    touch(kept);
    forgetOldest();
  }

  /**
   * @throws IOException if it is not kept, or is not what was kept
   */
  public byte[] read(Digest digest) throws IOException {
    Path kept = directory.resolve(digest.sha256());
    if (!Files.isRegularFile(kept) || Files.size(kept) > FilePart.MAX_BYTES) {
      throw new NoSuchFileException("The file with the digest %s is not kept".formatted(digest));
    }
    byte[] content = Files.readAllBytes(kept);
    if (!digest(content).equals(digest)) {
      throw new IOException("The file kept as %s has other content".formatted(digest));
    }
    touch(kept);
    return content;
  }

  private static void touch(Path kept) throws IOException {
    Files.setLastModifiedTime(kept, FileTime.from(Instant.now()));
  }

  private void forgetOldest() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(directory)) {
      files = all.toList();
    }
    if (files.size() > MAX_FILES) {
      for (Path oldest :
          files.stream()
              .sorted(Comparator.comparing(SyntheticFiles::usedAt))
              .limit(files.size() - MAX_FILES)
              .toList()) {
        Files.deleteIfExists(oldest);
      }
    }
  }

  private static FileTime usedAt(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException gone) {
      return FileTime.fromMillis(0);
    }
  }
}
