package dev.belay.gateway;

import static dev.belay.gateway.Admin.arm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bodies pass through a process that has a heap of 64 MB. */
class StreamingTest {

  private static final int PIECE = 1_000_000;
  private static final int PIECES = 200;

  @TempDir static Path directory;
  private static GatewayProcess gateway;
  private static Admin admin;

  @BeforeAll
  static void start() throws Exception {
    gateway = GatewayProcess.start(directory);
    admin = gateway.admin();
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
  }

  @Test
  void passesTwoHundredMegabytesUp() throws Exception {
    var received = new AtomicLong();
    try (var backend =
            RawBackend.which(e -> {
              received.set(e.readBody());
              e.send(RawBackend.ok("thanks"));
            });
        var client = new RawClient(route(backend))) {
      client.send(
          "PUT /a HTTP/1.1\r\nHost: demo\r\nContent-Length: " + (long) PIECE * PIECES + "\r\n\r\n");
      for (int i = 0; i < PIECES; i++) {
        client.send(new byte[PIECE]);
      }

      assertThat(client.read().body()).isEqualTo("thanks");
      assertThat(received.get()).isEqualTo((long) PIECE * PIECES);
    }
  }

  @Test
  void passesTwoHundredMegabytesUpInChunks() throws Exception {
    var received = new AtomicLong();
    try (var backend =
            RawBackend.which(e -> {
              received.set(e.readBody());
              e.send(RawBackend.ok("thanks"));
            });
        var client = new RawClient(route(backend))) {
      client.send("PUT /a HTTP/1.1\r\nHost: demo\r\nTransfer-Encoding: chunked\r\n\r\n");
      for (int i = 0; i < PIECES; i++) {
        client.send(Integer.toHexString(PIECE) + "\r\n");
        client.send(new byte[PIECE]);
        client.send("\r\n");
      }
      client.send("0\r\n\r\n");

      assertThat(client.read().body()).isEqualTo("thanks");
      assertThat(received.get()).isEqualTo((long) PIECE * PIECES);
    }
  }

  @Test
  void passesTwoHundredMegabytesDown() throws Exception {
    try (var backend =
            RawBackend.which(e -> {
              e.send("HTTP/1.1 200 OK\r\nContent-Length: " + (long) PIECE * PIECES + "\r\n\r\n");
              for (int i = 0; i < PIECES; i++) {
                e.out().write(new byte[PIECE]);
              }
            });
        var client = new RawClient(route(backend))) {
      client.send("GET /a HTTP/1.1\r\nHost: demo\r\n\r\n").readHead();

      assertThat(read(client.in(), (long) PIECE * PIECES)).isEqualTo((long) PIECE * PIECES);
      await().until(() -> admin.revision("demo", "r1").get("inFlight").asInt() == 0);
      assertThat(admin.count("demo", "r1", "unanswered")).isZero();
    }
  }

  private static long read(InputStream in, long wanted) throws Exception {
    long read = 0;
    var buffer = new byte[64 * 1024];
    int n;
    while (read < wanted && (n = in.read(buffer)) >= 0) {
      read += n;
    }
    return read;
  }

  @Test
  void passesEachServerSentEventOnAsItComes() throws Exception {
    try (var backend =
            RawBackend.which(e -> {
              e.send("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n");
              e.send("data: first\n\n");
              e.awaitRelease();
              e.send("data: second\n\n");
              e.close();
            });
        var client = new RawClient(route(backend))) {
      client.send("GET /events HTTP/1.1\r\nHost: demo\r\n\r\n");
      assertThat(client.readHead()).contains("text/event-stream");
      // The second event does not exist before the first one has arrived here.
      assertThat(readUntil(client.in(), "first\n\n")).contains("data: first");
      backend.release();

      assertThat(readUntil(client.in(), "second\n\n")).contains("data: second");
    }
  }

  private static String readUntil(InputStream in, String end) throws Exception {
    var text = new StringBuilder();
    int b;
    while (text.indexOf(end) < 0 && (b = in.read()) >= 0) {
      text.append((char) b);
    }
    return text.toString();
  }

  @Test
  void asksForTheBodyOnlyWhenTheBackendWantsIt() throws Exception {
    try (var backend =
            RawBackend.which(e -> {
              e.send("HTTP/1.1 100 Continue\r\n\r\n");
              long length = e.readBody();
              e.send(RawBackend.ok("got " + length));
            });
        var client = new RawClient(route(backend))) {
      client.send(
          "PUT /a HTTP/1.1\r\nHost: demo\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");

      assertThat(client.readHead()).startsWith("HTTP/1.1 100 ");
      client.send("body");
      assertThat(client.read().body()).isEqualTo("got 4");
    }
  }

  @Test
  void passesARefusalOfTheBodyOn() throws Exception {
    try (var backend = RawBackend.which(e -> e.send(RawBackend.status(417)));
        var client = new RawClient(route(backend))) {
      client.send(
          "PUT /a HTTP/1.1\r\nHost: demo\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");

      assertThat(client.read().status()).isEqualTo(417);
    }
  }

  @Test
  void answersHeadAndNotModifiedWithoutABody() throws Exception {
    try (var backend =
            RawBackend.which(e ->
                e.send(
                    e.head().startsWith("HEAD")
                        ? "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
                        : "HTTP/1.1 304 Not Modified\r\nETag: \"1\"\r\n\r\n"));
        var client = new RawClient(route(backend))) {
      client.send("HEAD /a HTTP/1.1\r\nHost: demo\r\n\r\n");
      assertThat(client.readHead()).contains("Content-Length: 1000");
      client.send("GET /a HTTP/1.1\r\nHost: demo\r\n\r\n");
      assertThat(client.readHead()).startsWith("HTTP/1.1 304").contains("ETag: \"1\"");
    }
  }

  private int route(RawBackend backend) {
    return admin.put("demo", 1, 0, arm("r1", 10_000, backend.port())).get("publicPort").asInt();
  }
}
