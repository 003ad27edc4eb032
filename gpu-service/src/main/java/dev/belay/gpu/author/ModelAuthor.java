package dev.belay.gpu.author;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Writes the model and its manifest into a directory of resources. The build calls it. */
public final class ModelAuthor {

  private ModelAuthor() {}

  /** Takes the directory. */
  public static void main(String[] arguments) throws IOException {
    Path directory = Files.createDirectories(Path.of(arguments[0]));
    byte[] model = CutoutModel.write();
    Files.write(directory.resolve("default-model.onnx"), model);
    Files.writeString(directory.resolve("default-model.json"), manifest(model));
  }

  static String manifest(byte[] model) {
    return """
    {
      "name": "%s",
      "version": "%d",
      "licence": "%s",
      "sha256": "%s",
      "bytes": %d,
      "input": {"name": "image", "type": "uint8", "layout": "NHWC", "width": %d, "height": %d, "resize": "stretch"},
      "output": {"alpha": "alpha", "confidence": "confidence"}
    }
    """
        .formatted(
            CutoutModel.NAME,
            CutoutModel.VERSION,
            CutoutModel.LICENCE,
            sha256(model),
            model.length,
            CutoutModel.SIDE,
            CutoutModel.SIDE);
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
