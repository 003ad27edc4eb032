package dev.belay.starter;

import static dev.belay.starter.app.Answer.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import de.codecentric.boot.admin.client.registration.ApplicationRegistrator;
import dev.belay.starter.app.Answer;
import dev.belay.starter.app.WatchedApplication;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** Registration with a control plane that listens, that is gone, and that never answers. */
class RegistrationTest {

  private static ConfigurableApplicationContext start(String controlPlane) {
    return new SpringApplicationBuilder(WatchedApplication.class)
        .run(
            "--server.port=0",
            "--server.address=127.0.0.1",
            "--spring.security.user.password=x",
            "--belay.service=watched",
            "--belay.revision=r7",
            "--belay.instance=watched-r7-0",
            "--belay.control-plane.url=" + controlPlane,
            "--belay.registration.username=services",
            "--belay.registration.password=pw");
  }

  private static int port(ConfigurableApplicationContext service) {
    return service.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
  }

  @Test
  void tellsTheControlPlaneWhoItIsAndSaysGoodbye() throws IOException {
    Queue<String> calls = new ConcurrentLinkedQueue<>();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String body =
              new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
          calls.add(
              exchange.getRequestMethod()
                  + " "
                  + exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization")
                  + " "
                  + body);
          byte[] answer = "{\"id\":\"abc\"}".getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(201, answer.length);
          exchange.getResponseBody().write(answer);
          exchange.close();
        });
    server.start();
    try {
      int port;
      try (ConfigurableApplicationContext service =
          start("http://127.0.0.1:" + server.getAddress().getPort())) {
        port = port(service);
        ApplicationRegistrator registrator = service.getBean(ApplicationRegistrator.class);
        await().untilAsserted(() -> assertThat(registrator.getRegisteredId()).isEqualTo("abc"));
      }
      String login =
          "Basic "
              + Base64.getEncoder().encodeToString("services:pw".getBytes(StandardCharsets.UTF_8));
      assertThat(calls.peek())
          .startsWith("POST /instances " + login)
          .contains("\"name\":\"watched\"")
          .contains("\"healthUrl\":\"http://127.0.0.1:" + port + "/actuator/health\"")
          .contains("\"revision\":\"r7\"", "\"instance\":\"watched-r7-0\"");
      assertThat(calls).anyMatch(call -> call.startsWith("DELETE /instances/abc"));
    } finally {
      server.stop(0);
    }
  }

  @Test
  void startsServesAndStopsWithoutAControlPlane() throws IOException {
    int closed;
    try (ServerSocket socket = new ServerSocket(0)) {
      closed = socket.getLocalPort();
    }
    try (ConfigurableApplicationContext service = start("http://127.0.0.1:" + closed)) {
      assertThat(Answer.to(request(port(service), "/livez")).status()).isEqualTo(200);
    }
  }

  @Test
  void isNotHeldUpByAControlPlaneThatNeverAnswers() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        ConfigurableApplicationContext service =
            start("http://127.0.0.1:" + silent.getLocalPort())) {
      assertThat(Answer.to(request(port(service), "/ok")).status()).isEqualTo(401);
    }
  }
}
