package dev.belay.benchmarks.upload;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/** The packed service as a process, which may be killed and started again, and its database. */
final class UploadService implements AutoCloseable {

  static final String KEY = "benchmark-key";
  private static final Duration START = Duration.ofSeconds(60);

  private final Path directory = Files.createTempDirectory("belay-benchmark-");
  private final EmbeddedPostgres database = EmbeddedPostgres.builder().start();
  private final HttpClient http = HttpClient.newHttpClient();
  private final Path jar;
  private final String heap;
  private final Map<String, String> settings;
  private final int port = freePort();
  private volatile @Nullable Process process;

  UploadService(Path repository, String heap, Map<String, String> settings) throws IOException {
    this.jar = jar(repository);
    this.heap = heap;
    this.settings = settings;
  }

  private static Path jar(Path repository) throws IOException {
    try (Stream<Path> files = Files.list(repository.resolve("upload-service/target"))) {
      return files
          .filter(file -> file.toString().endsWith("-exec.jar"))
          .findFirst()
          .orElseThrow(
              () -> new IOException("Build first: ./mvnw -DskipTests -pl benchmarks -am package"));
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  /** Starts it, and returns when it is ready. */
  void start() throws IOException, InterruptedException, TimeoutException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx" + heap, "--enable-native-access=ALL-UNNAMED", "-jar"));
    command.add(jar.toString());
    ProcessBuilder builder = new ProcessBuilder(command);
    Map<String, String> environment = builder.environment();
    environment.put("SERVER_ADDRESS", "127.0.0.1");
    environment.put("SERVER_PORT", Integer.toString(port));
    environment.put("API_KEY", "unused");
    environment.put("UPLOAD_APIKEYS", digest(KEY));
    environment.put("UPLOAD_STORE_DIRECTORY", store().toString());
    environment.put("SPRING_DATASOURCE_URL", database.getJdbcUrl("postgres", "postgres"));
    environment.put("SPRING_DATASOURCE_USERNAME", "postgres");
    environment.putAll(settings);
    builder.redirectErrorStream(true);
    builder.redirectOutput(
        ProcessBuilder.Redirect.appendTo(directory.resolve("service.log").toFile()));
    process = builder.start();
    awaitReady();
  }

  private void awaitReady() throws InterruptedException, TimeoutException, IOException {
    long until = System.nanoTime() + START.toNanos();
    HttpRequest ready =
        HttpRequest.newBuilder(uri("/readyz")).timeout(Duration.ofSeconds(5)).build();
    while (System.nanoTime() < until) {
      try {
        if (http.send(ready, BodyHandlers.discarding()).statusCode() == 200) {
          return;
        }
      } catch (IOException notYet) {
        if (process == null || !process.isAlive()) {
          throw new IOException(
              "The service ended: see " + directory.resolve("service.log"), notYet);
        }
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
    throw new TimeoutException("The service is not ready after " + START.toSeconds() + " s");
  }

  /** As a power cut would end it. */
  void kill() throws InterruptedException {
    Process running = process;
    if (running != null) {
      running.destroyForcibly().waitFor();
    }
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  Path store() {
    return directory.resolve("store");
  }

  EmbeddedPostgres database() {
    return database;
  }

  /** The most memory that the process ever had, in MiB, as the kernel counts. */
  long peakMebibytes() {
    Process running = process;
    if (running == null) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + running.pid() + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String digest(String key) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes()));
    } catch (java.security.NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  @Override
  public void close() throws IOException, InterruptedException {
    kill();
    database.close();
    FileSystemUtils.deleteRecursively(directory);
  }
}
