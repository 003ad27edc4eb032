package dev.belay.gateway;

import static dev.belay.gateway.Admin.arm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belay.gateway.RawBackend.Behaviour;
import dev.belay.gateway.RawClient.Answer;
import dev.belay.gateway.proxy.ProxyLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each way in which a backend or a client fails, and whose fault it is said to be. */
class FaultsTest {

  private static final String GET = "GET /a HTTP/1.1\r\nHost: demo\r\n\r\n";
  private static final String POST =
      "POST /a HTTP/1.1\r\nHost: demo\r\nContent-Length: 4\r\n\r\nbody";

  @TempDir Path state;
  private RunningGateway gateway;

  @BeforeEach
  void start() throws Exception {
    gateway =
        RunningGateway.start(state, settings -> settings.withLimits(RunningGateway.quickLimits()));
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  static Stream<Arguments> faults() {
    return Stream.of(
        fault("ends before the head", 502, "broke", e -> e.close()),
        fault("resets before the head", 502, "broke", e -> e.reset()),
        fault(
            "ends inside the head",
            502,
            "broke",
            e -> {
              e.send("HTTP/1.1 200 OK\r\nContent-Le");
              e.close();
            }),
        fault(
            "sends garbage",
            502,
            "broke",
            e -> {
              e.send("\u0000\u0001 this is not HTTP at all\r\n\r\n");
              e.close();
            }),
        fault(
            "sends a head that is too large",
            502,
            "broke",
            e -> e.send("HTTP/1.1 200 OK\r\nX-Much: " + "x".repeat(17_000) + "\r\n\r\n")),
        fault("hangs before the head", 504, "timeout", e -> e.awaitRelease()));
  }

  private static Arguments fault(String what, int status, String error, Behaviour behaviour) {
    return Arguments.of(what, status, error, behaviour);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("faults")
  void blamesTheRevisionThatDoesNotAnswer(
      String what, int status, String error, Behaviour behaviour) throws Exception {
    try (var backend = RawBackend.which(behaviour)) {
      gateway.routes(arm("r1", 10_000, backend.port()));

      Answer answer = RawClient.once(gateway.publicPort(), POST);

      assertThat(answer.status()).isEqualTo(status);
      assertThat(answer.header("X-Belay-Gateway-Error")).isEqualTo(error);
      assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
      assertThat(answer.body())
          .contains("\"status\":" + status)
          .contains(answer.header("X-Correlation-Id"));
      awaitCount("unanswered", 1);
    }
  }

  static Stream<Arguments> cuts() {
    return Stream.of(
        cut(
            "a body of known length",
            e -> {
              e.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
              e.close();
            }),
        cut(
            "a chunked body",
            e -> {
              e.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n");
              e.close();
            }),
        cut(
            "a body in which the backend hangs",
            e -> {
              e.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
              e.awaitRelease();
            }));
  }

  private static Arguments cut(String what, Behaviour behaviour) {
    return Arguments.of(what, behaviour);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cuts")
  void passesATruncationOnAndBlamesTheRevision(String what, Behaviour behaviour) throws Exception {
    try (var backend = RawBackend.which(behaviour)) {
      gateway.routes(arm("r1", 10_000, backend.port()));

      Answer answer = RawClient.once(gateway.publicPort(), GET);

      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.truncated()).isTrue();
      awaitCount("unanswered", 1);
      assertThat(gateway.count("r1", "succeeded")).isZero();
    }
  }

  /** Without the chunks, the end of the connection would be taken for the end of the answer. */
  @Test
  void showsATruncationAlsoOnAConnectionThatEndsWithTheAnswer() throws Exception {
    try (var backend =
        RawBackend.which(e -> {
          e.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n");
          if (e.path().equals("/whole")) {
            e.send("0\r\n\r\n");
          } else {
            e.close();
          }
        })) {
      gateway.routes(arm("r1", 10_000, backend.port()));
      String fields = " HTTP/1.1\r\nHost: demo\r\nConnection: close\r\n\r\n";

      Answer cut = RawClient.once(gateway.publicPort(), "GET /cut" + fields);
      Answer whole = RawClient.once(gateway.publicPort(), "GET /whole" + fields);
      Answer old =
          RawClient.once(gateway.publicPort(), "GET /whole HTTP/1.0\r\nHost: demo\r\n\r\n");

      assertThat(cut.truncated()).isTrue();
      assertThat(whole.header("Connection")).isEqualTo("close");
      assertThat(whole.body()).isEqualTo("half");
      assertThat(whole.truncated()).isFalse();
      assertThat(old.header("Transfer-Encoding")).isEmpty();
      assertThat(old.body()).as("to a client that knows no chunks").isEqualTo("half");
    }
  }

  @Test
  void passesTheRevisionsOwn5xxOnUnchanged() throws Exception {
    try (var backend = RawBackend.which(e -> e.send(RawBackend.status(503)))) {
      gateway.routes(arm("r1", 10_000, backend.port()));

      Answer answer = RawClient.once(gateway.publicPort(), GET);

      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.body()).isEqualTo("body");
      assertThat(answer.header("X-Belay-Gateway-Error")).isEmpty();
      awaitCount("failed", 1);
    }
  }

  @Test
  void countsRefusalsApart() throws Exception {
    try (var backend = RawBackend.which(e -> e.send(RawBackend.status(404)))) {
      gateway.routes(arm("r1", 10_000, backend.port()));

      RawClient.once(gateway.publicPort(), GET);

      awaitCount("refused", 1);
    }
  }

  @Test
  void removesAForgedErrorHeader() throws Exception {
    String forged =
        "HTTP/1.1 200 OK\r\nX-Belay-Gateway-Error: connect\r\nContent-Length: 0\r\n\r\n";
    try (var backend = RawBackend.which(e -> e.send(forged))) {
      gateway.routes(arm("r1", 10_000, backend.port()));

      Answer answer = RawClient.once(gateway.publicPort(), GET);

      assertThat(answer.header("X-Belay-Gateway-Error")).isEmpty();
    }
  }

  @Test
  void removesAnswerFieldsThatAreForOneHop() throws Exception {
    String head =
        """
        HTTP/1.1 200 OK\r
        Connection: X-Hop\r
        X-Hop: 1\r
        X-End: 2\r
        Content-Length: 0\r
        \r
        """;
    try (var backend = RawBackend.which(e -> e.send(head))) {
      gateway.routes(arm("r1", 10_000, backend.port()));

      Answer answer = RawClient.once(gateway.publicPort(), GET);

      assertThat(answer.header("X-Hop")).isEmpty();
      assertThat(answer.header("X-End")).isEqualTo("2");
    }
  }

  @Test
  void blamesTheRevisionThatRefusesConnections() throws Exception {
    gateway.routes(arm("r1", 10_000, closedPort()));

    Answer answer = RawClient.once(gateway.publicPort(), POST);

    assertThat(answer.status()).isEqualTo(502);
    assertThat(answer.header("X-Belay-Gateway-Error")).isEqualTo("connect");
    awaitCount("unanswered", 1);
  }

  @Test
  void blamesTheRevisionThatLeavesConnectionsUnanswered() throws Exception {
    try (var full = new FullBacklog()) {
      gateway.routes(arm("r1", 10_000, full.port()));

      Answer answer = RawClient.once(gateway.publicPort(), GET);

      assertThat(answer.status()).isEqualTo(504);
      assertThat(answer.header("X-Belay-Gateway-Error")).isEqualTo("connect-timeout");
      awaitCount("unanswered", 1);
    }
  }

  @Test
  void blamesTheRevisionThatIsKilledWhileItReadsAnUpload() throws Exception {
    try (var backend =
            RawBackend.which(e -> {
              e.in().readNBytes(10_000);
              e.reset();
            });
        var client =
            new RawClient(gateway.routes(arm("r1", 10_000, backend.port())).publicPort())) {
      client.send("PUT /a HTTP/1.1\r\nHost: demo\r\nContent-Length: 20000000\r\n\r\n");
      try {
        for (int i = 0; i < 200; i++) {
          client.send(new byte[100_000]);
        }
      } catch (IOException e) {
        // The gateway may well have ended the connection by now.
      }
      awaitCount("unanswered", 1);
    }
  }

  @Test
  void blamesNobodyForAClientThatLeavesDuringItsUpload() throws Exception {
    try (var backend = RawBackend.answering("ok")) {
      gateway.routes(arm("r1", 10_000, backend.port()));
      try (var client = new RawClient(gateway.publicPort())) {
        client.send("PUT /a HTTP/1.1\r\nHost: demo\r\nContent-Length: 1000\r\n\r\nsome");
        await().until(() -> !backend.heads().isEmpty());
      }

      awaitCount("clientAborted", 1);
      assertThat(gateway.count("r1", "unanswered")).isZero();
    }
  }

  @Test
  void blamesNobodyForAClientThatStopsSendingItsBody() throws Exception {
    try (var backend = RawBackend.answering("ok");
        var client =
            new RawClient(gateway.routes(arm("r1", 10_000, backend.port())).publicPort())) {
      client.send("PUT /a HTTP/1.1\r\nHost: demo\r\nContent-Length: 1000\r\n\r\nsome");

      awaitCount("clientAborted", 1);
      assertThat(gateway.count("r1", "unanswered")).isZero();
    }
  }

  @Test
  void blamesNobodyForAClientThatLeavesDuringADownload() throws Exception {
    try (var backend =
        RawBackend.which(e -> {
          e.send("HTTP/1.1 200 OK\r\nContent-Length: 50000000\r\n\r\n");
          for (int i = 0; i < 500; i++) {
            e.out().write(new byte[100_000]);
          }
        })) {
      gateway.routes(arm("r1", 10_000, backend.port()));
      var client = new RawClient(gateway.publicPort());
      client.send(GET).readHead();
      client.reset();

      awaitCount("clientAborted", 1);
      assertThat(gateway.count("r1", "unanswered")).isZero();
    }
  }

  @Test
  void blamesNobodyForAClientThatDoesNotRead() throws Exception {
    try (var backend =
            RawBackend.which(e -> {
              e.send("HTTP/1.1 200 OK\r\nContent-Length: 50000000\r\n\r\n");
              for (int i = 0; i < 500; i++) {
                e.out().write(new byte[100_000]);
              }
            });
        var client =
            new RawClient(gateway.routes(arm("r1", 10_000, backend.port())).publicPort())) {
      client.send(GET).readHead();

      awaitCount("clientAborted", 1);
      assertThat(gateway.count("r1", "unanswered")).isZero();
    }
  }

  @Test
  void countsA5xxEvenIfItsClientLeaves() throws Exception {
    try (var backend =
        RawBackend.which(e -> {
          e.send("HTTP/1.1 500 Broken\r\nContent-Length: 50000000\r\n\r\n");
          for (int i = 0; i < 500; i++) {
            e.out().write(new byte[100_000]);
          }
        })) {
      gateway.routes(arm("r1", 10_000, backend.port()));
      var client = new RawClient(gateway.publicPort());
      client.send(GET).readHead();
      client.reset();

      awaitCount("failed", 1);
    }
  }

  @Test
  void countsAnAnswerThatComesBeforeTheBodyWasRead() throws Exception {
    String early = "HTTP/1.1 401 No\r\nContent-Length: 2\r\nConnection: close\r\n\r\nno";
    try (var backend =
            RawBackend.which(e -> {
              e.send(early);
              e.awaitRelease();
            });
        var client =
            new RawClient(gateway.routes(arm("r1", 10_000, backend.port())).publicPort())) {
      client.send("PUT /a HTTP/1.1\r\nHost: demo\r\nContent-Length: 200000000\r\n\r\n");
      client.send(new byte[100_000]);

      Answer answer = client.read();

      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.body()).isEqualTo("no");
      awaitCount("refused", 1);
      assertThat(gateway.count("r1", "unanswered")).isZero();
    }
  }

  @Test
  void refusesAtOnceWhenTooManyAreUnderWayAndBlamesNobody() throws Exception {
    int limit = RunningGateway.quickLimits().maxInFlightPerRevision();
    int sent = limit + 10;
    try (var backend =
        RawBackend.which(e -> {
          e.awaitRelease();
          e.send(RawBackend.ok("late"));
        })) {
      gateway.routes(arm("r1", 10_000, backend.port()));
      var clients = new ArrayList<RawClient>();
      for (int i = 0; i < sent; i++) {
        clients.add(new RawClient(gateway.publicPort()).send(GET));
      }
      await().until(() -> gateway.count("r1", "overload") >= sent - limit);
      backend.release();
      List<Answer> answers = new ArrayList<>();
      for (RawClient client : clients) {
        answers.add(client.read());
        client.close();
      }

      assertThat(answers)
          .filteredOn(answer -> answer.header("X-Belay-Gateway-Error").equals("overload"))
          .hasSizeGreaterThanOrEqualTo(sent - limit)
          .allSatisfy(answer -> assertThat(answer.status()).isEqualTo(503))
          .allSatisfy(answer -> assertThat(answer.header("Retry-After")).isEqualTo("1"));
    }
  }

  @Test
  void waitsForASlowInstanceLongerThanForASilentClient() throws Exception {
    var patient = new ProxyLimits(500, 20_000, 8_000, 300, 5_000, 256, 64, 16, 32, 10_000);
    try (var backend =
            RawBackend.which(e -> {
              e.readBody();
              e.awaitRelease();
              e.send(RawBackend.ok("late"));
            });
        var other =
            RunningGateway.start(
                state.resolve("patient"), settings -> settings.withLimits(patient));
        var idle = new RawClient(other.routes(arm("r1", 10_000, backend.port())).publicPort());
        var client = new RawClient(other.publicPort())) {
      client.send(POST);
      await().until(() -> backend.heads().size() == 1);
      idle.send("POST /a HTTP/1.1\r\nHost: demo\r\nContent-Length: 9\r\n\r\nbody");
      // Its time began later and is over: so is that of the other, which waits for the instance.
      assertThat(idle.read().status()).isEqualTo(400);
      backend.release();

      assertThat(client.read().body()).isEqualTo("late");
    }
  }

  @Test
  void answers503WhenNobodyServes() throws Exception {
    gateway.routes(arm("r1", 0, closedPort()));

    Answer answer = RawClient.once(gateway.publicPort(), GET);

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("X-Belay-Gateway-Error")).isEqualTo("no-revision");
    assertThat(answer.header("Retry-After")).isEqualTo("1");
  }

  @Test
  void endsConnectionsWhoseHeadDoesNotArrive() throws Exception {
    gateway.routes();
    try (var client = new RawClient(gateway.publicPort())) {
      var stopped = new CountDownLatch(1);
      Thread.ofVirtual().start(() -> trickle(client, stopped));

      assertThat(client.endsByItself()).isTrue();
      stopped.countDown();
    }
  }

  private static void trickle(RawClient client, CountDownLatch stopped) {
    try {
      client.send("GET /");
      while (!stopped.await(100, java.util.concurrent.TimeUnit.MILLISECONDS)) {
        client.send("a");
      }
    } catch (IOException | InterruptedException e) {
      // That is the purpose.
    }
  }

  private void awaitCount(String outcome, long expected) {
    await()
        .untilAsserted(
            () -> assertThat(gateway.count("r1", outcome)).as(outcome).isEqualTo(expected));
    await()
        .untilAsserted(() ->
            assertThat(gateway.admin().revision("demo", "r1").get("inFlight").asInt()).isZero());
  }

  static int closedPort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** A listener whose backlog is full, so that the kernel leaves further attempts unanswered. */
  private static final class FullBacklog implements AutoCloseable {

    private final ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    private final List<Socket> fillers = new ArrayList<>();

    FullBacklog() throws IOException {
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port());
      for (int i = 0; i < 16; i++) {
        var filler = new Socket();
        fillers.add(filler);
        try {
          filler.connect(address, 200);
        } catch (java.net.SocketTimeoutException e) {
          return;
        }
      }
      throw new IllegalStateException("The backlog does not fill up");
    }

    int port() {
      return listener.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      for (Socket filler : fillers) {
        filler.close();
      }
      listener.close();
    }
  }
}
