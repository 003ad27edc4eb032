package dev.belay.gateway;

import static dev.belay.gateway.Admin.arm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belay.gateway.outcome.FailureRing;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class FailureStreamTest {

  @TempDir Path state;
  private RunningGateway gateway;
  private RawBackend broken;

  @BeforeEach
  void start() throws Exception {
    gateway = RunningGateway.start(state);
    broken =
        RawBackend.which(e -> {
          e.readBody();
          e.send(RawBackend.status(503));
        });
    gateway.routes(arm("r1", 10_000, broken.port()));
  }

  @AfterEach
  void stop() throws Exception {
    gateway.close();
    broken.close();
  }

  @Test
  void tellsOfAFailureWithAllThatIsKnownAtRouting() throws Exception {
    try (var stream = new Stream("?after=now")) {
      RawClient.once(
          gateway.publicPort(),
          "POST /api/v1/images/4711/thumb?token=secret HTTP/1.1\r\nHost: demo\r\n"
              + "X-API-Key: the-key\r\nContent-Length: 0\r\n\r\n");

      JsonNode failure = stream.next();
      assertThat(failure.get("seq").asLong()).isOne();
      assertThat(failure.get("service").asString()).isEqualTo("demo");
      assertThat(failure.get("revision").asString()).isEqualTo("r1");
      assertThat(failure.get("instance").asString()).isEqualTo("demo-r1-0");
      assertThat(failure.get("epoch").asLong()).isOne();
      assertThat(failure.get("weight").asInt()).isEqualTo(10_000);
      assertThat(failure.get("route").asString()).isEqualTo("POST /api/v1/images/{id}/thumb");
      assertThat(failure.get("status").asInt()).isEqualTo(503);
      assertThat(failure.get("reason").asString()).isEqualTo("answered-5xx");
      assertThat(failure.get("at").asString()).startsWith("20");
      assertThat(failure.get("client").asString()).matches("[0-9a-f]{16}");
      assertThat(failure.toString()).doesNotContain("the-key").doesNotContain("secret");
    }
  }

  @Test
  void tellsClientsApartByTheirKey() throws Exception {
    try (var stream = new Stream("?after=now")) {
      for (String key : List.of("one", "two", "one")) {
        RawClient.once(
            gateway.publicPort(),
            "GET /a HTTP/1.1\r\nHost: demo\r\nX-API-Key: " + key + "\r\n\r\n");
      }

      List<String> clients = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        clients.add(stream.next().get("client").asString());
      }
      assertThat(clients.get(0)).isEqualTo(clients.get(2)).isNotEqualTo(clients.get(1));
    }
  }

  @Test
  void resumesWhereTheReaderWas() throws Exception {
    fail(5);

    try (var stream = new Stream("?boot=" + gateway.gateway().bootId() + "&after=3")) {
      assertThat(stream.next().get("seq").asLong()).isEqualTo(4);
      assertThat(stream.next().get("seq").asLong()).isEqualTo(5);
    }
  }

  @Test
  void beginsWithTheOldestForAReaderOfAnotherBoot() throws Exception {
    fail(2);

    try (var stream = new Stream("?boot=another&after=77")) {
      assertThat(stream.hello().get("bootId").asString()).isEqualTo(gateway.gateway().bootId());
      assertThat(stream.next().get("seq").asLong()).isOne();
    }
  }

  @Test
  void tellsWhichFailuresAReaderMissed() throws Exception {
    int failures = FailureRing.CAPACITY + 10;
    fail(failures);

    try (var stream = new Stream("?boot=" + gateway.gateway().bootId() + "&after=4")) {
      JsonNode gap = stream.next().get("gap");
      assertThat(gap.get("from").asLong()).isEqualTo(5);
      assertThat(gap.get("to").asLong()).isEqualTo(10);
      assertThat(stream.next().get("seq").asLong()).isEqualTo(11);
    }
  }

  @Test
  void servesRequestsWhileAReaderDoesNotRead() throws Exception {
    try (var silent = new RawClient(gateway.gateway().adminPort())) {
      silent.send(
          "GET /admin/v1/failures HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer "
              + RunningGateway.TOKEN
              + "\r\n\r\n");

      fail(2 * FailureRing.CAPACITY);

      try (var stream = new Stream("?boot=" + gateway.gateway().bootId() + "&after=8000")) {
        assertThat(stream.next().get("seq").asLong()).isEqualTo(8_001);
      }
    }
  }

  @Test
  void takesEightReaders() throws Exception {
    var readers = new ArrayList<Stream>();
    for (int i = 0; i < 8; i++) {
      readers.add(new Stream("?after=now"));
    }

    assertThat(gateway.admin().get("/admin/v1/failures").statusCode()).isEqualTo(429);

    readers.getFirst().close();
    await()
        .until(() -> {
          // A reader that left is noticed at the next write to it.
          fail(1);
          return freed();
        });
    for (Stream reader : readers) {
      reader.close();
    }
  }

  private boolean freed() throws Exception {
    try (var stream = new Stream("?after=now")) {
      return true;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  @Test
  void refusesANonsensicalPosition() {
    assertThat(gateway.admin().get("/admin/v1/failures?after=x").statusCode()).isEqualTo(400);
  }

  private void fail(int times) throws Exception {
    try (var client = new RawClient(gateway.publicPort())) {
      for (int i = 0; i < times; i++) {
        client.send("GET /a HTTP/1.1\r\nHost: demo\r\n\r\n");
        client.read();
      }
    }
    await().until(() -> gateway.count("r1", "failed") >= times);
  }

  /** A reader of the stream that has read the first line. */
  private final class Stream implements AutoCloseable {

    private final HttpClient client = HttpClient.newHttpClient();
    private final BufferedReader lines;
    private final JsonNode hello;

    Stream(String query) throws Exception {
      var response =
          client.send(
              gateway.admin().request("/admin/v1/failures" + query).build(),
              HttpResponse.BodyHandlers.ofInputStream());
      if (response.statusCode() != 200) {
        client.shutdownNow();
        throw new IllegalStateException("status " + response.statusCode());
      }
      lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
      hello = next();
    }

    JsonNode hello() {
      return hello;
    }

    JsonNode next() throws Exception {
      String line = lines.readLine();
      while (line.isEmpty()) {
        line = lines.readLine();
      }
      return Admin.JSON.readTree(line);
    }

    @Override
    public void close() throws Exception {
      lines.close();
      client.shutdownNow();
    }
  }
}
