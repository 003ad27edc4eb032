package dev.belay.gpu.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Objects;

/** Puts the model that comes with this service where a model file belongs. */
final class DefaultModel {

  private DefaultModel() {}

  static InputStream open(String resource) {
    InputStream in = DefaultModel.class.getResourceAsStream(resource);
    if (in == null) {
      throw new IllegalStateException("The build left out the default model: " + resource);
    }
    return in;
  }

  /** Where the default model of this manifest is, or will be. Versions do not share a file. */
  static Path fileIn(Path directory, ModelManifest manifest) {
    return directory.resolve(
        "%s-%s.onnx".formatted(manifest.label(), manifest.sha256().substring(0, 12)));
  }

  /** Writes the file unless it is there, complete or not at all. */
  static void materialise(Path file) throws IOException {
    if (!Files.exists(file)) {
      write(file);
    }
  }

  /** Writes the file whatever is there; instances that do so at once write the same. */
  static void write(Path file) throws IOException {
    Path directory = Objects.requireNonNull(file.toAbsolutePath().getParent());
    Files.createDirectories(directory);
    Path half = Files.createTempFile(directory, ".model-", ".half");
    try {
      try (InputStream in = open("default-model.onnx")) {
        Files.copy(in, half, StandardCopyOption.REPLACE_EXISTING);
      }
      force(half, StandardOpenOption.WRITE);
      Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
      force(directory, StandardOpenOption.READ);
    } finally {
      Files.deleteIfExists(half);
    }
  }

  private static void force(Path path, StandardOpenOption mode) throws IOException {
    try (FileChannel channel = FileChannel.open(path, mode)) {
      channel.force(true);
    }
  }
}
