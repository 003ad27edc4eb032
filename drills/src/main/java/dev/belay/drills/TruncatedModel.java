package dev.belay.drills;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A copy of the model that stable uses, complete for the gates, and cut off before it is loaded.
 */
final class TruncatedModel implements Surroundings {

  @Override
  public Prepared prepare(Stage stage) throws IOException {
    Path model;
    try (Stream<Path> files = Files.walk(stage.data(), 3)) {
      model =
          files
              .filter(file -> file.getFileName().toString().endsWith(".onnx"))
              .findFirst()
              .orElseThrow(
                  () -> new DrillImpossibleException("there is no model under " + stage.data()));
    }
    Path directory = Files.createTempDirectory("belay-drill-model-");
    Path copy = Files.copy(model, directory.resolve("model.onnx"));
    return new Truncated(directory, copy, sha256(copy));
  }

  private record Truncated(Path directory, Path model, String expected) implements Prepared {

    @Override
    public Map<String, String> settings() {
      return Map.of("GPU_MODEL_PATH", model.toString(), "GPU_MODEL_SHA256", expected);
    }

    @Override
    public Set<String> breaksIn() {
      return Set.of("Migrating", "Starting");
    }

    @Override
    public void breakNow() throws IOException {
      try (FileChannel file = FileChannel.open(model, StandardOpenOption.WRITE)) {
        file.truncate(file.size() / 2);
      }
      if (sha256(model).equals(expected)) {
        throw new DrillImpossibleException("the model is still the same");
      }
    }

    @Override
    public void close() throws IOException {
      Files.deleteIfExists(model);
      Files.deleteIfExists(directory);
    }
  }

  private static String sha256(Path file) throws IOException {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
