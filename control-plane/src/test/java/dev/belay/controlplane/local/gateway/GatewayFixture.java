package dev.belay.controlplane.local.gateway;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.belay.gateway.Gateway;
import dev.belay.gateway.GatewaySettings;
import dev.belay.gateway.StartupException;
import dev.belay.gateway.admin.AdminToken;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import org.slf4j.LoggerFactory;

/** A real gateway, and one real backend whose paths say how a request ends. */
final class GatewayFixture implements AutoCloseable {

  static final String TOKEN = "a-token-for-tests-only";

  static {
    quiet("org.eclipse.jetty");
    quiet("dev.belay.gateway");
  }

  private final GatewaySettings settings;
  private final int adminPort;
  private final HttpServer backend;
  private Gateway gateway;

  GatewayFixture(Path state) throws IOException, StartupException {
    this.settings = GatewaySettings.of(state, new AdminToken(TOKEN));
    this.gateway = Gateway.start(settings);
    this.adminPort = gateway.adminPort();
    var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    this.backend = HttpServer.create(address, 0);
    backend.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    backend.createContext("/", GatewayFixture::answer);
    backend.start();
  }

  private static void quiet(String logger) {
    ((Logger) LoggerFactory.getLogger(logger)).setLevel(Level.ERROR);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    switch (exchange.getRequestURI().getPath()) {
      case "/succeeded" -> exchange.sendResponseHeaders(204, -1);
      case "/refused" -> exchange.sendResponseHeaders(404, -1);
      case "/failed" -> exchange.sendResponseHeaders(500, -1);
      default -> throw new IOException("Ends the connection without an answer");
    }
    exchange.close();
  }

  URI admin() {
    return URI.create("http://127.0.0.1:" + adminPort);
  }

  int backendPort() {
    return backend.getAddress().getPort();
  }

  void reboot() throws StartupException {
    gateway.abandon();
    gateway = Gateway.start(settings.withAdminPort(adminPort));
  }

  void abandon() {
    gateway.abandon();
  }

  @Override
  public void close() {
    gateway.abandon();
    backend.stop(0);
  }
}
