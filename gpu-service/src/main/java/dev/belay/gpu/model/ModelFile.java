package dev.belay.gpu.model;

import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A model's file, and what it must contain. It is read once: what is checked is what is used, even
 * if somebody replaces the file meanwhile.
 *
 * @param own whether it is the service's own model, which is written where it is missing or damaged
 */
record ModelFile(Path path, ModelManifest manifest, boolean own) {

  private static final long MOST_BYTES = 2_000_000_000;

  static ModelFile of(ModelSettings settings, Path directory) {
    ModelManifest manifest = ModelManifest.ofDefault();
    Path path = settings.path();
    if (path == null) {
      Path models = directory.resolve("models");
      return new ModelFile(DefaultModel.fileIn(models, manifest), manifest, true);
    }
    String sha256 = settings.sha256();
    return new ModelFile(path, sha256 == null ? manifest : manifest.withSha256(sha256), false);
  }

  /** The content, outside the heap, for as long as the arena lives. */
  ByteBuffer read(Arena arena) throws ModelLoadException {
    try {
      if (own) {
        DefaultModel.materialise(path);
      }
      return content(arena);
    } catch (NoSuchFileException e) {
      throw new ModelLoadException("The model file does not exist", e);
    } catch (AccessDeniedException e) {
      throw new ModelLoadException("The model file may not be read or written", e);
    } catch (IOException e) {
      throw new ModelLoadException(
          "The model file cannot be read (%s)".formatted(e.getClass().getSimpleName()), e);
    }
  }

  private ByteBuffer content(Arena arena) throws IOException, ModelLoadException {
    if (!Files.isRegularFile(path)) {
      throw new ModelLoadException(
          Files.exists(path) ? "The model file is no file" : "The model file does not exist");
    }
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      long size = channel.size();
      if (size == 0 || size > MOST_BYTES) {
        throw new ModelLoadException(
            "The model file has %d bytes; it may have 1 to %d".formatted(size, MOST_BYTES));
      }
      MemorySegment memory = arena.allocate(size);
      ByteBuffer buffer = memory.asByteBuffer();
      while (buffer.hasRemaining()) {
        if (channel.read(buffer) < 0) {
          throw new EOFException("The file became shorter while it was read");
        }
      }
      return buffer.flip();
    }
  }

  /**
   * @throws ModelLoadException if the content is another than the manifest's; where it is our own
   *     the next attempt finds it written again
   */
  void check(String actualSha256) throws ModelLoadException {
    if (actualSha256.equals(manifest.sha256())) {
      return;
    }
    if (own) {
      rewrite();
    }
    throw new ModelLoadException(
        "The model file has sha256 %s; expected is %s".formatted(actualSha256, manifest.sha256()));
  }

  private void rewrite() throws ModelLoadException {
    try {
      DefaultModel.write(path);
    } catch (IOException e) {
      throw new ModelLoadException("The model file is damaged and cannot be written again", e);
    }
  }

  static String sha256(ByteBuffer content) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(content.duplicate());
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
