package dev.belay.controlplane.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belay.controlplane.probe.ProbeResult.Failure;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpProbeTest {

  private static final ProbeSpec PATIENT =
      ProbeSpec.at("/readyz").withTimeout(Duration.ofSeconds(20));
  private static final ProbeSpec IMPATIENT =
      ProbeSpec.at("/readyz").withTimeout(Duration.ofMillis(300));

  private final HttpProbe probe = new HttpProbe();
  private final BlockingQueue<Socket> accepted = new LinkedBlockingQueue<>();
  private ServerSocket server;

  @AfterEach
  void close() throws IOException {
    probe.close();
    for (Socket socket : accepted) {
      socket.close();
    }
    if (server != null) {
      server.close();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 204, 302, 399})
  void statusFrom200To399IsASuccess(int status) throws Exception {
    serve(answer(status, ""));

    assertThat(make(PATIENT)).isEqualTo(new ProbeResult.Success(status));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 500, 503})
  void otherStatusIsAFailure(int status) throws Exception {
    serve(answer(status, "no JSON"));

    assertThat(make(PATIENT))
        .isEqualTo(new Failure(Failure.Kind.STATUS, status, "answered " + status));
  }

  @Test
  void namesTheComponentsThatAreNotWell() throws Exception {
    serve(
        answer(
            503,
            """
            {"status":"DOWN","components":{
              "db":{"status":"DOWN","details":{"error":"password=secret"}},
              "ping":{"status":"UP"},
              "store":{"status":"DOWN","components":{
                "disk":{"status":"OUT_OF_SERVICE"},"quota":{"status":"UNKNOWN"}}}}}
            """));

    assertThat(make(PATIENT))
        .isEqualTo(
            new Failure(
                Failure.Kind.STATUS, 503, "answered 503: db DOWN, store/disk OUT_OF_SERVICE"));
  }

  @Test
  void detailIsBoundedAndPrintable() throws Exception {
    String name = "x\\u001b[2J\\n".repeat(400);
    serve(answer(503, "{\"components\":{\"" + name + "\":{\"status\":\"DOWN\"}}}"));

    String detail = ((Failure) make(PATIENT)).detail();

    assertThat(detail).hasSize(500).startsWith("answered 503: x [2J x").endsWith("…");
    assertThat(detail).doesNotContainPattern("\\p{Cntrl}");
  }

  @Test
  void deeplyNestedJsonIsNoTrouble() throws Exception {
    serve(answer(503, "{\"components\":{\"a\":".repeat(900)));

    assertThat(make(PATIENT)).isEqualTo(new Failure(Failure.Kind.STATUS, 503, "answered 503"));
  }

  @Test
  void statusAloneIsTold() throws Exception {
    serve(answer(503, "{\"status\":\"OUT_OF_SERVICE\"}"));

    assertThat(((Failure) make(PATIENT)).detail()).isEqualTo("answered 503: status OUT_OF_SERVICE");
  }

  @Test
  void nobodyListening() throws Exception {
    int port;
    try (var closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }

    assertThat(probe.make(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENT))
        .isEqualTo(new Failure(Failure.Kind.REFUSED, 0, "connection refused"));
  }

  @Test
  void serverThatNeverAnswers() throws Exception {
    serve(socket -> {});

    assertThat(make(IMPATIENT))
        .isEqualTo(new Failure(Failure.Kind.TIMEOUT, 0, "no complete answer within 300 ms"));
    awaitHangUp();
  }

  @Test
  void serverThatDripsItsHeadByteByByte() throws Exception {
    serve(socket -> drip(socket, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n" + "X".repeat(4096)));

    assertThat(((Failure) make(IMPATIENT)).kind()).isEqualTo(Failure.Kind.TIMEOUT);
    awaitHangUp();
  }

  @Test
  void serverThatDripsItsBodyByteByByte() throws Exception {
    serve(socket -> {
      write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 4096\r\n\r\n");
      drip(socket, "x".repeat(4096));
    });

    assertThat(((Failure) make(IMPATIENT)).kind()).isEqualTo(Failure.Kind.TIMEOUT);
    awaitHangUp();
  }

  @Test
  void endlessBodyIsReadNoFurtherThanItsBeginning() throws Exception {
    serve(socket -> {
      write(socket, "HTTP/1.1 200 OK\r\n\r\n");
      while (true) {
        write(socket, "x".repeat(1024));
      }
    });

    assertThat(make(PATIENT)).isEqualTo(new ProbeResult.Success(200));
    awaitHangUp();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "SSH-2.0-OpenSSH_9\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nx"})
  void brokenAnswerIsAFailureOfItsOwnKind(String answer) throws Exception {
    serve(socket -> {
      write(socket, answer);
      socket.close();
    });

    assertThat(((Failure) make(PATIENT)).kind()).isEqualTo(Failure.Kind.OTHER);
  }

  @Test
  void sendsAPlainGetWithoutCredentials() throws Exception {
    var request = new AtomicReference<String>();
    serve(socket -> {
      byte[] bytes = new byte[4096];
      request.set(new String(bytes, 0, socket.getInputStream().read(bytes), ISO_8859_1));
      write(socket, "HTTP/1.1 204 No Content\r\n\r\n");
    });

    make(PATIENT);

    assertThat(request.get())
        .startsWith("GET /readyz HTTP/1.1\r\n")
        .contains("User-Agent: belay-probe")
        .doesNotContain("Authorization", "Cookie");
  }

  @Test
  void interruptionEndsTheProbe() throws Exception {
    serve(socket -> {});
    var outcome = new LinkedBlockingQueue<String>();
    Thread probing =
        Thread.ofVirtual()
            .start(() -> {
              try {
                outcome.add(make(PATIENT).toString());
              } catch (InterruptedException e) {
                outcome.add("interrupted");
              }
            });
    await().until(() -> !accepted.isEmpty());

    probing.interrupt();

    await().untilAsserted(() -> assertThat(outcome).containsExactly("interrupted"));
    awaitHangUp();
  }

  private ProbeResult make(ProbeSpec spec) throws InterruptedException {
    return probe.make(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort()), spec);
  }

  /** The server sees that the probe let go of the connection: nothing is left hanging. */
  private void awaitHangUp() throws InterruptedException {
    Socket socket = accepted.take();
    await()
        .until(() -> {
          try {
            write(socket, "x");
            return false;
          } catch (IOException e) {
            return true;
          }
        });
  }

  private void serve(Session session) throws IOException {
    server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread.ofVirtual()
        .start(() -> {
          while (true) {
            try {
              Socket socket = server.accept();
              accepted.add(socket);
              Thread.ofVirtual().start(() -> quietly(session, socket));
            } catch (IOException e) {
              return;
            }
          }
        });
  }

  private static void quietly(Session session, Socket socket) {
    try {
      session.serve(socket);
    } catch (IOException e) {
      // The probe hung up, as it should.
    }
  }

  private static Session answer(int status, String body) {
    boolean empty = status == 204;
    String head = "HTTP/1.1 " + status + " Such\r\n" + (empty ? "" : length(body)) + "\r\n";
    return socket -> write(socket, head + body);
  }

  private static String length(String body) {
    return "Content-Length: " + body.getBytes(UTF_8).length + "\r\n";
  }

  private static void write(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(UTF_8));
    out.flush();
  }

  private static void drip(Socket socket, String text) throws IOException {
    for (char c : text.toCharArray()) {
      write(socket, String.valueOf(c));
      java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
    }
  }

  private interface Session {
    void serve(Socket socket) throws IOException;
  }
}
