package dev.belay.drills;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.belay.cli.client.Connection;
import dev.belay.cli.client.ControlPlaneClient;
import dev.belay.drills.load.UploadTarget;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A control plane and the service behind its public route, in one server: a release takes a third
 * of the requests and ends as the test says, after some requests or at once.
 */
final class FakeBelay implements AutoCloseable {

  /** How the releases of a test go. */
  static final class Script {
    String end = "Promoted";
    String undoEnd = "Promoted";
    String cause = "null";
    String incident = "";
    String mark = "good-revision";
    boolean failing;
    boolean losing;
    boolean refuseUploads;
    boolean marked = true;
    long requestsUntilEnd = 60;
    int startStatus = 202;
    String stableState = "Steady";
  }

  final Script script = new Script();
  final List<String> calls = new CopyOnWriteArrayList<>();
  final List<String> mended = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Set<String> stored = ConcurrentHashMap.newKeySet();
  private final AtomicLong requests = new AtomicLong();
  private final AtomicLong served = new AtomicLong();
  private volatile String candidateState = "";
  private volatile boolean undone;

  FakeBelay() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
    server.setExecutor(threads);
    server.createContext("/api/v1/", this::route);
    server.start();
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  Stage stage() {
    return new Stage(
        new ControlPlaneClient(() -> new Connection(url(), "token")),
        Drill.UPLOAD,
        Path.of("/nowhere"),
        new UploadTarget(url(), "key"),
        Duration.ofMillis(300),
        Duration.ofSeconds(2));
  }

  private void route(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String method = exchange.getRequestMethod();
    byte[] body = exchange.getRequestBody().readAllBytes();
    if (path.startsWith("/api/v1/upload") || path.startsWith("/api/v1/files")) {
      user(exchange, method, path);
    } else if (path.equals("/api/v1/status")) {
      answer(exchange, 200, status());
    } else if (path.endsWith("/breaker/reset") || method.equals("DELETE")) {
      mended.add(method + " " + path);
      answer(exchange, 200, "{}");
    } else if (method.equals("POST")) {
      calls.add(path + " " + new String(body, StandardCharsets.UTF_8));
      command(exchange, path);
    } else if (path.endsWith("/rollouts/r2/incident")) {
      boolean told = !script.incident.isEmpty();
      answer(exchange, told ? 200 : 404, told ? script.incident : "{}");
    } else if (path.endsWith("/rollouts/r1")) {
      answer(exchange, 200, rollout("r1", "Promoted", "sha256:stable"));
    } else if (path.endsWith("/rollouts/r2") || path.endsWith("/current")) {
      answer(exchange, 200, rollout("r2", candidateState(), "sha256:variant"));
    } else if (path.endsWith("/rollouts/r3")) {
      answer(exchange, 200, rollout("r3", script.undoEnd, "sha256:stable"));
    } else {
      answer(exchange, 404, "{}");
    }
  }

  private void user(HttpExchange exchange, String method, String path) throws IOException {
    long number = requests.incrementAndGet();
    boolean candidate =
        candidateState().equals("Observing") && number % 3 == 0
            || candidateState().equals("Promoted") && !undone;
    if (candidate) {
      served.incrementAndGet();
      if (script.marked) {
        exchange.getResponseHeaders().set("X-Belay-Drill", script.mark);
      }
    }
    if (candidate && script.failing) {
      answer(exchange, 500, "{}");
    } else if (!exchange.getRequestHeaders().getFirst("X-API-Key").equals("key")) {
      answer(exchange, 401, "{}");
    } else if (method.equals("POST")) {
      upload(exchange);
    } else {
      String id = path.split("/")[4];
      answer(exchange, stored.contains(id) ? 200 : 404, "{}");
    }
  }

  private void upload(HttpExchange exchange) throws IOException {
    if (script.refuseUploads) {
      answer(exchange, 503, "{}");
      return;
    }
    String id = UUID.randomUUID().toString();
    boolean lost = script.losing && candidateState().equals("Observing");
    if (!lost) {
      stored.add(id);
    }
    answer(exchange, 201, "{\"id\":\"" + id + "\"}");
  }

  private void command(HttpExchange exchange, String path) throws IOException {
    if (path.endsWith("/rollouts")) {
      if (script.startStatus == 202) {
        candidateState = "Observing";
      }
      answer(
          exchange,
          script.startStatus,
          script.startStatus == 202
              ? rollout("r2", "Verifying", "sha256:variant")
              : "{\"detail\":\"no\"}");
    } else if (path.endsWith("/abort")) {
      candidateState = "RolledBack";
      script.end = "RolledBack";
      answer(exchange, 202, rollout("r2", "RollingBack", "sha256:variant"));
    } else {
      undone = true;
      answer(exchange, 202, rollout("r3", "Verifying", "sha256:stable"));
    }
  }

  private String candidateState() {
    if (candidateState.equals("Observing") && served.get() >= script.requestsUntilEnd) {
      candidateState = script.end;
    }
    return candidateState;
  }

  private String status() {
    return """
    {"running":true,"publicUrl":"%s","consoleUrl":"%s","services":[{"name":"upload-service",\
    "publicUrl":"%s","state":"%s","stable":{"revision":"r1","weight":100,"instances":1},\
    "candidate":null}]}\
    """
        .formatted(url(), url(), url(), script.stableState);
  }

  private String rollout(String revision, String state, String digest) {
    return """
    {"service":"upload-service","revision":"%s","state":"%s","detail":"",\
    "artifact":{"name":"a.jar","digest":"%s"},"cause":%s,"secondsToSafe":null}\
    """
        .formatted(revision, state, digest, state.equals("Promoted") ? "null" : script.cause);
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
