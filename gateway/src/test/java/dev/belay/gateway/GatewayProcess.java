package dev.belay.gateway;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A gateway in a process of its own, which can be killed. */
final class GatewayProcess implements AutoCloseable {

  private static final String TOKEN = "a-token-for-forked-gateways";
  private static final Pattern ADMIN = Pattern.compile("Admin port 127\\.0\\.0\\.1:([0-9]+)");

  private final Process process;
  private final Path output;

  private GatewayProcess(Process process, Path output) {
    this.process = process;
    this.output = output;
  }

  static GatewayProcess start(Path directory, String... more) throws IOException {
    Path token = directory.resolve("token");
    if (!Files.exists(token)) {
      Files.createFile(
          token,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(token, TOKEN + "\n");
    }
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                GatewayMain.class.getName(),
                "--state-dir",
                directory.resolve("state").toString(),
                "--admin-token-file",
                token.toString()));
    command.addAll(List.of(more));
    Path output = Files.createTempFile(directory, "gateway", ".out");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    return new GatewayProcess(process, output);
  }

  /** Waits until it is up. */
  Admin admin() {
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> !process.isAlive() || ADMIN.matcher(output()).find());
    Matcher admin = ADMIN.matcher(output());
    if (!admin.find()) {
      throw new AssertionError("It did not start: " + output());
    }
    return new Admin(Integer.parseInt(admin.group(1)), TOKEN);
  }

  String output() {
    try {
      return Files.readString(output);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  boolean isAlive() {
    return process.isAlive();
  }

  int exitCode() throws InterruptedException {
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new AssertionError("It does not end: " + output());
    }
    return process.exitValue();
  }

  /** As kill -9. */
  void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** As SIGTERM. */
  void terminate() {
    process.destroy();
  }

  @Override
  public void close() throws InterruptedException {
    kill();
  }
}
