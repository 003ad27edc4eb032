package dev.belay.upload.gpu;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingDeque;

/** Stands in for gpu-service over real HTTP. Answers in the order given; the last one repeats. */
public final class FakeGpu implements AutoCloseable {

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final LinkedBlockingDeque<Reply> replies = new LinkedBlockingDeque<>();
  private final List<Call> calls = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  /** What to do with a request whose body has been read. */
  public interface Reply {
    void to(HttpExchange exchange) throws IOException, InterruptedException;
  }

  /**
   * A request.
   *
   * @param body as ISO 8859-1
   */
  public record Call(String path, String key, String correlationId, String body) {}

  public FakeGpu() {
    this(0);
  }

  public FakeGpu(int port) {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  public void answer(Reply... next) {
    replies.clear();
    replies.addAll(List.of(next));
  }

  public List<Call> calls() {
    return calls;
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body =
          new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1);
      var headers = exchange.getRequestHeaders();
      calls.add(
          new Call(
              exchange.getRequestURI().getPath(),
              headers.getFirst("X-API-Key"),
              headers.getFirst("X-Correlation-Id"),
              body));
      Reply reply = replies.size() > 1 ? replies.poll() : replies.peek();
      reply.to(exchange);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  public static Reply cutout(byte[] png) {
    return exchange -> {
      exchange.getResponseHeaders().set("X-Model-Version", "authored-1");
      exchange.getResponseHeaders().set("X-Confidence", "0.93");
      exchange.getResponseHeaders().set("X-Cutout", "made");
      send(exchange, 200, "image/png", png);
    };
  }

  public static Reply problem(int status, String type, String title) {
    String json =
        "{\"type\":\"urn:belay:problem:%s\",\"title\":\"%s\",\"status\":%d}"
            .formatted(type, title, status);
    return exchange ->
        send(exchange, status, "application/problem+json", json.getBytes(StandardCharsets.UTF_8));
  }

  public static Reply with(String header, String value, Reply reply) {
    return exchange -> {
      exchange.getResponseHeaders().set(header, value);
      reply.to(exchange);
    };
  }

  /** Never answers. */
  public Reply silence() {
    return exchange -> closed.await();
  }

  /** Says that an answer comes, sends some of it, and then nothing. */
  public Reply halfAnAnswer() {
    return exchange -> {
      exchange.sendResponseHeaders(200, 1000);
      exchange.getResponseBody().write(new byte[10]);
      exchange.getResponseBody().flush();
      closed.await();
    };
  }

  public static void send(HttpExchange exchange, int status, String type, byte[] body)
      throws IOException {
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
