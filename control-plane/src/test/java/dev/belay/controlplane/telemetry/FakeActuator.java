package dev.belay.controlplane.telemetry;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.platform.Instance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/** An instance that answers nobody but whoever reads its counters, over real HTTP. */
final class FakeActuator implements AutoCloseable {

  /** What it serves. */
  enum Kind {
    PROMETHEUS,
    METRICS,
    NEITHER,
    LOGIN,
    ENDLESS,
    HANGING
  }

  private final HttpServer server;
  private final String id;
  private final RevisionId revision;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final TreeMap<String, Long> byStatus = new TreeMap<>();
  private volatile Kind kind = Kind.PROMETHEUS;
  private volatile Instant startedAt = Instant.parse("2026-11-22T12:00:00Z");

  FakeActuator(String id, RevisionId revision) {
    this.id = id;
    this.revision = revision;
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext("/", this::answer);
    server.start();
  }

  Instance instance() {
    return new Instance(
        id, revision, server.getAddress(), Instance.Phase.RUNNING, startedAt, 0, null);
  }

  void serves(Kind now) {
    kind = now;
  }

  synchronized void answered(String status, long requests) {
    byStatus.merge(status, requests, Long::sum);
  }

  synchronized void restart() {
    startedAt = startedAt.plusSeconds(60);
    byStatus.clear();
  }

  private synchronized Map<String, Long> counts() {
    return new TreeMap<>(byStatus);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    String query = String.valueOf(exchange.getRequestURI().getQuery());
    switch (kind) {
      case PROMETHEUS -> send(exchange, path.equals("/actuator/prometheus") ? 200 : 404, text());
      case METRICS -> metrics(exchange, path, query);
      case NEITHER -> send(exchange, 404, "");
      case LOGIN -> send(exchange, 401, "");
      case ENDLESS -> endless(exchange);
      case HANGING -> hang(exchange);
    }
  }

  private String text() {
    var text = new StringBuilder("# TYPE http_server_requests_seconds histogram\n");
    String labels = "status=\"%s\",uri=\"/images\"";
    counts()
        .forEach((status, count) -> {
          String series = labels.formatted(status);
          text.append(
              "http_server_requests_seconds_bucket{%s,le=\"0.01\"} %d\n".formatted(series, count));
          text.append("http_server_requests_seconds_count{%s} %d\n".formatted(series, count));
        });
    return text.toString();
  }

  private void metrics(HttpExchange exchange, String path, String query) throws IOException {
    Map<String, Long> counts = counts();
    if (path.equals("/actuator/metrics")) {
      send(exchange, 200, "{\"names\":[]}");
    } else if (!path.equals("/actuator/metrics/http.server.requests") || counts.isEmpty()) {
      send(exchange, 404, "");
    } else if (query.contains("status:")) {
      long count = counts.get(query.substring(query.indexOf("status:") + 7));
      send(
          exchange,
          200,
          "{\"measurements\":[{\"statistic\":\"COUNT\",\"value\":%d.0}]}".formatted(count));
    } else {
      String statuses = "\"" + String.join("\",\"", counts.keySet()) + "\"";
      send(
          exchange,
          200,
          ("{\"availableTags\":[{\"tag\":\"uri\",\"values\":[\"/images\",\"/actuator/metrics\"]},"
                  + "{\"tag\":\"status\",\"values\":[%s]}]}")
              .formatted(statuses));
    }
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private static void endless(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, 0);
    byte[] lines = "# more\n".repeat(10_000).getBytes(StandardCharsets.UTF_8);
    while (true) {
      exchange.getResponseBody().write(lines);
    }
  }

  private void hang(HttpExchange exchange) {
    try {
      closed.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    exchange.close();
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
  }
}
