package dev.belay.cli.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Plays the control plane's part of the contract over real HTTP, well or badly. */
public final class FakeControlPlane implements AutoCloseable {

  public static final String TOKEN = "token-of-the-test";

  /** What is answered to one method and path. */
  public record Answer(int status, String body) {}

  /** Takes over an exchange altogether. */
  public interface Misbehaviour {
    void on(HttpExchange exchange) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();
  private final Map<String, Misbehaviour> misbehaviours = new ConcurrentHashMap<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<String> queries = new CopyOnWriteArrayList<>();
  private final List<OutputStream> listeners = new CopyOnWriteArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();

  public FakeControlPlane() throws IOException {
    this(0);
  }

  /**
   * @param port 0 for any
   */
  public FakeControlPlane(int port) throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public int port() {
    return server.getAddress().getPort();
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + port());
  }

  public Connection connection() {
    return new Connection(url(), TOKEN);
  }

  public void answer(String methodAndPath, int status, String body) {
    misbehaviours.remove(methodAndPath);
    answers.put(methodAndPath, new Answer(status, body));
  }

  public void misbehave(String methodAndPath, Misbehaviour misbehaviour) {
    misbehaviours.put(methodAndPath, misbehaviour);
  }

  /** Method, path and body of every request but those for events. */
  public List<String> requests() {
    return requests;
  }

  /** The query of every request, as it was sent; empty without one. */
  public List<String> queries() {
    return queries;
  }

  public int eventConnections() {
    return connections.get();
  }

  public int listening() {
    return listeners.size();
  }

  public void send(String rawBytes) throws IOException {
    for (OutputStream listener : listeners) {
      listener.write(rawBytes.getBytes(StandardCharsets.UTF_8));
      listener.flush();
    }
  }

  public void dropListeners() {
    for (OutputStream listener : listeners) {
      try {
        listener.close();
      } catch (IOException alreadyGone) {
        // That is what was wanted.
      }
    }
    listeners.clear();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath();
    if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      reply(exchange, new Answer(401, "{\"title\":\"Unauthorized\"}"));
      return;
    }
    if (misbehaviours.containsKey(path)) {
      misbehaviours.get(path).on(exchange);
      return;
    }
    if (path.equals("GET /api/v1/events")) {
      connections.incrementAndGet();
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
      exchange.sendResponseHeaders(200, 0);
      exchange.getResponseBody().write(": hello\n\n".getBytes(StandardCharsets.UTF_8));
      exchange.getResponseBody().flush();
      listeners.add(exchange.getResponseBody());
      return;
    }
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String query = exchange.getRequestURI().getRawQuery();
    queries.add(query == null ? "" : query);
    requests.add(path + (body.isEmpty() ? "" : " " + body));
    reply(exchange, answers.getOrDefault(path, new Answer(404, "{\"title\":\"No such path\"}")));
  }

  private static void reply(HttpExchange exchange, Answer answer) throws IOException {
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  /** A rollout of upload-service as the contract shows it. */
  public static String rollout(String revision, String state) {
    return rollout(revision, state, "");
  }

  /**
   * @param more further fields, each with a leading comma
   */
  public static String rollout(String revision, String state, String more) {
    String outcome =
        switch (state) {
          case "Promoted" -> "\"promoted\"";
          case "RolledBack" -> "\"rolled-back\"";
          case "Blocked" -> "\"blocked\"";
          case "Inconclusive" -> "\"inconclusive\"";
          default -> "null";
        };
    return """
    {"service":"upload-service","revision":"%s","state":"%s","detail":"10 %% for 4 s","step":0,\
    "steps":[10,50,100],"stable":{"revision":"r1","weight":90,"instances":1,"ready":1},\
    "candidate":{"revision":"%s","weight":10,"instances":1,"ready":1},\
    "requests":{"stable":{"succeeded":369,"refused":0,"failed":0,"unanswered":0},\
    "candidate":{"succeeded":41,"refused":1,"failed":2,"unanswered":3}},"outcome":%s%s}\
    """
        .formatted(revision, state, revision, outcome, more);
  }

  public static String path(String revision) {
    return "GET /api/v1/services/upload-service/rollouts/" + revision;
  }

  @Override
  public void close() {
    dropListeners();
    server.stop(0);
    threads.shutdownNow();
  }
}
