package dev.belay.gpu.onnx;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;

/**
 * Unpacks ONNX Runtime's native libraries once for all processes. Left alone it unpacks them into
 * the temporary directory at every start, 30 MB that a killed process never removes.
 */
final class OnnxNatives {

  private static final String SETTING = "onnxruntime.native.path";
  private static final List<String> LIBRARIES = List.of("onnxruntime", "onnxruntime4j_jni");

  private OnnxNatives() {}

  /** Before the first use of ONNX Runtime; an operator's own setting wins. */
  static void unpack(Path directory) throws IOException {
    if (System.getProperty(SETTING) != null) {
      return;
    }
    Path target = Files.createDirectories(directory.resolve(platform()));
    for (String library : LIBRARIES) {
      String name = System.mapLibraryName(library);
      unpack("/ai/onnxruntime/native/" + platform() + "/" + name, target.resolve(name));
    }
    System.setProperty(SETTING, target.toString());
  }

  // As ONNX Runtime names them.
  private static String platform() {
    String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    String system = os.contains("mac") ? "osx" : os.contains("win") ? "win" : "linux";
    boolean arm = arch.startsWith("aarch64") || arch.startsWith("arm64");
    return system + "-" + (arm ? "aarch64" : "x64");
  }

  // Complete or not at all; a file of the right size is complete, since it came by a rename.
  private static void unpack(String resource, Path file) throws IOException {
    URL source = OnnxNatives.class.getResource(resource);
    if (source == null) {
      throw new IOException("ONNX Runtime has no native library for this machine");
    }
    URLConnection connection = source.openConnection();
    if (Files.exists(file) && Files.size(file) == connection.getContentLengthLong()) {
      return;
    }
    Path half = Files.createTempFile(file.getParent(), ".native-", ".half");
    try {
      try (InputStream in = connection.getInputStream()) {
        Files.copy(in, half, StandardCopyOption.REPLACE_EXISTING);
      }
      Files.move(half, file, StandardCopyOption.ATOMIC_MOVE);
    } finally {
      Files.deleteIfExists(half);
    }
  }
}
