package dev.belay.controlplane.local.process;

import dev.belay.controlplane.local.home.BelayHome;
import dev.belay.controlplane.local.home.DurableFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The shell script that runs a workload, put on disk under a name made of its content: a shell
 * reads its script while it runs, so one in use must never change.
 */
final class WorkloadScript {

  private static final String RESOURCE = "/dev/belay/controlplane/local/workload.sh";

  private WorkloadScript() {}

  static Path install(BelayHome home) throws IOException {
    byte[] content = content();
    Path file = home.cache().resolve("workload-" + fingerprint(content) + ".sh");
    if (!Files.exists(file)) {
      DurableFile.write(file, content);
    }
    return file;
  }

  private static byte[] content() throws IOException {
    try (InputStream resource = WorkloadScript.class.getResourceAsStream(RESOURCE)) {
      if (resource == null) {
        throw new IllegalStateException("The resource " + RESOURCE + " is missing");
      }
      return resource.readAllBytes();
    }
  }

  private static String fingerprint(byte[] content) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
