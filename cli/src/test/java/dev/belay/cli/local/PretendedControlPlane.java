package dev.belay.cli.local;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.belay.cli.Run;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * A program of its own that plays the control plane: it makes credentials, serves the status, runs
 * a workload and stops when asked. A file beside its jar says how well it behaves.
 */
public final class PretendedControlPlane {

  private PretendedControlPlane() {}

  public static void main(String[] arguments) throws Exception {
    Path jar = Path.of(System.getProperty("java.class.path")).toAbsolutePath();
    String mode = Files.readString(jar.resolveSibling("mode"));
    if (mode.equals("dies")) {
      System.out.println("the disk is on fire");
      System.exit(3);
    }
    Path home = Path.of(System.getenv("BELAY_HOME"));
    int port = Integer.parseInt(System.getenv("SERVER_PORT"));
    recordEnvironment(home);
    startWorkload(home);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.createContext("/api/v1/status", exchange -> answer(exchange, 200, status(port)));
    server.createContext(
        "/api/v1/shutdown",
        exchange -> {
          answer(exchange, mode.equals("deaf") ? 503 : 202, "{}");
          if (!mode.equals("deaf")) {
            stopWorkload(home);
            System.exit(0);
          }
        });
    server.start();
    announce(home, Run.credentials("http://127.0.0.1:" + port).replaceFirst("\"http[^,]*", "null"));
    Thread.sleep(300);
    announce(home, Run.credentials("http://127.0.0.1:" + port));
  }

  /** At first, as the real one, without an address. */
  private static void announce(Path home, String credentials) throws IOException {
    Path half = Files.writeString(home.resolve("credentials.tmp"), credentials);
    Files.move(half, home.resolve("credentials.json"), StandardCopyOption.ATOMIC_MOVE);
  }

  private static void recordEnvironment(Path home) throws IOException {
    Files.writeString(
        home.resolve("environment"),
        String.join(
            "\n",
            System.getenv("BELAY_LOCAL_PORTBASE"),
            System.getenv("BELAY_LOCAL_GATEWAYDIST"),
            System.getenv("BELAY_LOCAL_ARTIFACTS_UPLOADSERVICE"),
            System.getenv("BELAY_LOCAL_ARTIFACTS_GPUSERVICE")));
  }

  private static String status(int port) {
    return """
    {"running":true,"publicUrl":"http://127.0.0.1:1","consoleUrl":"http://127.0.0.1:%d",\
    "services":[{"name":"upload-service","publicUrl":"http://127.0.0.1:1","state":"Steady",\
    "stable":{"revision":"r1","weight":100,"instances":1},"candidate":null}]}\
    """
        .formatted(port);
  }

  private static void startWorkload(Path home) throws IOException {
    Path run = home.resolve("run/upload-service-r1-0/1");
    if (Files.exists(run)) {
      return;
    }
    Files.createDirectories(run);
    Process workload =
        new ProcessBuilder("setsid", "sh", "-c", "trap '' HUP; exec sleep 600")
            .redirectInput(new File("/dev/null"))
            .redirectOutput(new File("/dev/null"))
            .redirectError(new File("/dev/null"))
            .start();
    String stat = Files.readString(Path.of("/proc/" + workload.pid() + "/stat"));
    String ticks = stat.substring(stat.lastIndexOf(')') + 2).split(" ")[19];
    String boot = Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
    Files.writeString(run.resolve("child"), workload.pid() + " " + ticks + " " + boot + "\n");
  }

  private static void stopWorkload(Path home) throws IOException {
    String child = Files.readString(home.resolve("run/upload-service-r1-0/1/child"));
    ProcessHandle.of(Long.parseLong(child.split(" ")[0])).ifPresent(ProcessHandle::destroyForcibly);
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  /**
   * Makes a repository that looks built.
   *
   * @param mode steady, dies (right after its start) or deaf (does not stop when asked)
   */
  public static void build(Path repository, String mode) throws IOException {
    Path dist = Files.createDirectories(repository.resolve("control-plane/target/dist"));
    Files.writeString(dist.resolve("mode"), mode);
    var manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest
        .getMainAttributes()
        .put(Attributes.Name.MAIN_CLASS, PretendedControlPlane.class.getName());
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath());
    try (var out = Files.newOutputStream(dist.resolve("control-plane.jar"));
        var jar = new JarOutputStream(out, manifest)) {
      jar.flush();
    }
    Files.createDirectories(repository.resolve("gateway/target/dist"));
    Files.writeString(repository.resolve("gateway/target/dist/gateway.jar"), "gateway");
    for (String name : List.of("upload-service", "gpu-service")) {
      Path target = Files.createDirectories(repository.resolve(name + "/target"));
      Path service = target.resolve("belay-" + name + "-1-exec.jar");
      Files.writeString(service, "service");
      Files.setLastModifiedTime(service, FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
    }
  }

  private static String classPath() {
    var urls = new StringBuilder();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      urls.append(Path.of(entry).toUri()).append(' ');
    }
    return urls.toString();
  }
}
