package dev.belay.drills;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * An object store that runs for as long as this is open, and ends with this process at the latest.
 */
final class StoreProcess implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(60);
  private static final Duration END = Duration.ofSeconds(10);
  private static final String BUCKET = "uploads";
  private static final String ACCESS_KEY = "belay-drill";

  private final Process process;
  private final Path directory;
  private final String secret;

  private StoreProcess(Process process, Path directory, String secret) {
    this.process = process;
    this.directory = directory;
    this.secret = secret;
  }

  /**
   * Returns when it serves.
   *
   * @param program its archive
   * @param directory where its objects are kept; made when missing
   */
  static StoreProcess start(Path program, Path directory) throws IOException, InterruptedException {
    Files.createDirectories(directory);
    byte[] random = new byte[16];
    new Random().nextBytes(random);
    String secret = HexFormat.of().formatHex(random);
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-jar",
            program.toString(),
            directory.toString());
    builder.environment().put("STORE_ACCESS_KEY", ACCESS_KEY);
    builder.environment().put("STORE_SECRET_KEY", secret);
    // Its input stays open: it ends when that does, so whatever becomes of this process.
    Process process =
        builder
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("store.log").toFile())
            .start();
    var store = new StoreProcess(process, directory, secret);
    long until = System.nanoTime() + START.toNanos();
    while (!Files.exists(store.endpointFile())) {
      if (process.waitFor(50, TimeUnit.MILLISECONDS) || System.nanoTime() > until) {
        store.close();
        throw new DrillImpossibleException(
            "the object store does not start; see " + directory.resolve("store.log"));
      }
    }
    return store;
  }

  private Path endpointFile() {
    return directory.resolve("endpoint");
  }

  private URI endpoint() throws IOException {
    return URI.create(Files.readString(endpointFile()));
  }

  /** What makes upload-service keep its files here. */
  Map<String, String> settings() throws IOException {
    return Map.of(
        "UPLOAD_STORE_KIND", "s3",
        "UPLOAD_STORE_S3_ENDPOINT", endpoint().toString(),
        "UPLOAD_STORE_S3_BUCKET", BUCKET,
        "UPLOAD_STORE_S3_ACCESSKEY", ACCESS_KEY,
        "UPLOAD_STORE_S3_SECRETKEY", secret);
  }

  @Override
  public void close() throws IOException, InterruptedException {
    process.getOutputStream().close();
    if (!process.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      process.waitFor();
    }
  }
}
