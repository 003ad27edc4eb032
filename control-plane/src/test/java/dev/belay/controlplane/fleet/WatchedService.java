package dev.belay.controlplane.fleet;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** An instance with an actuator, some of it not for everybody, that notes every call. */
final class WatchedService implements AutoCloseable {

  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final HttpServer server;
  volatile String status = "UP";

  WatchedService() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 50);
    server.createContext("/", this::answer);
    server.start();
  }

  String root() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  List<String> calls() {
    return List.copyOf(calls);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    calls.add(exchange.getRequestMethod() + " " + path);
    String body =
        switch (path) {
          case "/actuator" -> index();
          case "/actuator/health" -> "{\"status\":\"" + status + "\"}";
          case "/actuator/loggers", "/actuator/env", "/actuator/info" ->
              "{\"from\":\"" + path + "\"}";
          default -> null;
        };
    var headers = exchange.getResponseHeaders();
    headers.add("Content-Type", "application/vnd.spring-boot.actuator.v3+json");
    headers.add("Content-Security-Policy", "default-src *");
    headers.add("Set-Cookie", "XSRF-TOKEN=stolen");
    byte[] bytes = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(body == null ? 404 : 200, bytes.length == 0 ? -1 : bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private String index() {
    String links =
        Stream.of("health", "info", "env", "loggers", "mappings")
            .map(each ->
                "\"%s\":{\"href\":\"%s/actuator/%s\",\"templated\":false}"
                    .formatted(each, root(), each))
            .collect(Collectors.joining(","));
    return "{\"_links\":{%s}}".formatted(links);
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
