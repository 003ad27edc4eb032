package dev.belay.controlplane.synthetic;

import static dev.belay.controlplane.synthetic.Team.R2;
import static dev.belay.controlplane.synthetic.Team.asks;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belay.controlplane.synthetic.SyntheticRequest.Expectation;
import dev.belay.controlplane.synthetic.SyntheticRequest.FilePart;
import dev.belay.controlplane.synthetic.SyntheticRequest.Via;
import dev.belay.controlplane.synthetic.SyntheticResult.Outcome;
import dev.belay.controlplane.traffic.MarkedRoute;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyntheticCallsTest {

  private static final String SECRET = "s3cr3t-of-the-canary";

  @TempDir Path directory;
  private SyntheticFiles files;
  private SyntheticCalls calls;
  private MarkedRoute route = MarkedRoute.NONE;
  private ServerSocket hostile;
  private final BlockingQueue<Socket> accepted = new LinkedBlockingQueue<>();

  @BeforeEach
  void open() {
    files = new SyntheticFiles(directory.resolve("files"));
    calls =
        new SyntheticCalls(
            (revision, instance, method, path) -> route.to(revision, instance, method, path),
            reference -> {
              if (reference.name().equals("missing")) {
                throw new IOException("it was started without it");
              }
              return SECRET;
            },
            files,
            Clock.systemUTC());
  }

  @AfterEach
  void close() throws IOException {
    calls.close();
    for (Socket socket : accepted) {
      socket.close();
    }
    if (hostile != null) {
      hostile.close();
    }
  }

  @Test
  void passesWhenStatusHeaderAndJsonAreAsExpected() throws Exception {
    try (Shop shop = Shop.saying("{\"items\":[{\"state\":\"OPEN\",\"count\":2.0}],\"ok\":true}")) {
      var expect =
          new Expectation(
              List.of(200, 201),
              Map.of("content-type", "application/json"),
              Map.of("/items/0/state", "\"OPEN\"", "/items/0/count", "2", "/ok", "true"));
      SyntheticResult result = ask(asks().expecting(expect), "/items?limit=1", shop.port());
      assertThat(result.outcome()).isEqualTo(Outcome.PASSED);
      assertThat(shop.asked().getFirst().path()).isEqualTo("/items?limit=1");
      assertThat(shop.asked().getFirst().headers().getFirst("Belay-Synthetic")).isEqualTo("true");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/state | \"OPEN\" | /state: \"OPEN\" | \"SHUT\"",
        "/none | 1 | /none: 1 | nothing there",
        "/state/deeper | 1 | /state/deeper: 1 | nothing there",
      })
  void saysWhichPointerWasNotAsExpected(String pointer, String wanted, String expected, String saw)
      throws Exception {
    try (Shop shop = Shop.saying("{\"state\":\"SHUT\"}")) {
      var expect = new Expectation(List.of(200), Map.of(), Map.of(pointer, wanted));
      SyntheticResult result = ask(asks().expecting(expect), "/", shop.port());
      assertThat(result.failed()).isTrue();
      assertThat(result.expected()).isEqualTo(expected);
      assertThat(result.saw()).isEqualTo(saw);
    }
  }

  @Test
  void saysWhichHeaderWasNotAsExpected() throws Exception {
    try (Shop shop = Shop.saying("")) {
      var expect = new Expectation(List.of(200), Map.of("X-Version", "2"), Map.of());
      SyntheticResult result = ask(asks().expecting(expect), "/", shop.port());
      assertThat(result.words()).endsWith("ask: GET /: expected X-Version: 2, saw no such header");
    }
  }

  @Test
  void doesNotFollowRedirects() throws Exception {
    try (Shop elsewhere = Shop.answering(() -> 200);
        Shop shop =
            new Shop(exchange -> {
              exchange
                  .getResponseHeaders()
                  .add("Location", "http://127.0.0.1:" + elsewhere.port() + "/");
              exchange.sendResponseHeaders(302, -1);
            })) {
      assertThat(ask(asks(), "/", shop.port()).saw()).isEqualTo("status 302");
      assertThat(elsewhere.asked()).isEmpty();
    }
  }

  @Test
  void failsWhenTheAnswerComesDropByDropForLongerThanItsTime() throws Exception {
    serve(out -> {
      out.write("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n".getBytes(ISO_8859_1));
      while (true) {
        out.write('x');
        out.flush();
        Thread.sleep(50);
      }
    });
    SyntheticResult result = ask(asks().within(400), "/", hostile.getLocalPort());
    assertThat(result.expected()).isEqualTo("an answer within 400 ms");
  }

  @Test
  void readsNoMoreThan64KiBOfAnAnswerThatDoesNotEnd() throws Exception {
    serve(out -> {
      out.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(ISO_8859_1));
      byte[] chunk = ("1000\r\n" + "x".repeat(4096) + "\r\n").getBytes(ISO_8859_1);
      while (true) {
        out.write(chunk);
      }
    });
    assertThat(ask(asks(), "/", hostile.getLocalPort()).outcome()).isEqualTo(Outcome.PASSED);
    var json = new Expectation(List.of(200), Map.of(), Map.of("/a", "1"));
    SyntheticResult result = ask(asks().expecting(json), "/", hostile.getLocalPort());
    assertThat(result.expected()).isEqualTo("a JSON body of 64 KiB at most");
    // Whoever does not hang up would let the other side write for ever.
    await().until(() -> accepted.stream().allMatch(Socket::isClosed));
  }

  @Test
  void failsWhenTheAnswerBreaksOff() throws Exception {
    serve(
        out -> out.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf".getBytes(ISO_8859_1)));
    SyntheticResult result = ask(asks(), "/", hostile.getLocalPort());
    assertThat(result.failed()).isTrue();
    assertThat(result.saw()).startsWith("no valid answer");
  }

  @Test
  void failsWhenNobodyListens() throws Exception {
    int free;
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    assertThat(ask(asks(), "/", free).saw()).isEqualTo("connection refused");
  }

  @Test
  void failsWhenTheAnswerIsNoJson() throws Exception {
    try (Shop shop = Shop.saying("<html>")) {
      var json = new Expectation(List.of(200), Map.of(), Map.of("/a", "1"));
      assertThat(ask(asks().expecting(json), "/", shop.port()).saw())
          .isEqualTo("6 bytes that are none");
    }
  }

  @Test
  void sendsASecretAndNeverShowsIt() throws Exception {
    try (Shop shop = Shop.saying("{\"you\":\"Bearer " + SECRET + "\"}")) {
      var expect = new Expectation(List.of(200), Map.of(), Map.of("/you", "\"nobody\""));
      Team team = asks().withSecret("Authorization", "secret:canary").expecting(expect);
      SyntheticResult result = ask(team, "/", shop.port());
      assertThat(shop.asked().getFirst().headers().getFirst("Authorization")).isEqualTo(SECRET);
      assertThat(result.toString()).contains("***").doesNotContain(SECRET);
    }
  }

  @Test
  void asksNobodyWithoutItsSecret() throws Exception {
    try (Shop shop = Shop.answering(() -> 200)) {
      SyntheticResult result =
          ask(asks().withSecret("Authorization", "secret:missing"), "/", shop.port());
      assertThat(result.outcome()).isEqualTo(Outcome.NOT_ASKED);
      assertThat(result.saw())
          .isEqualTo("header Authorization refers to a secret, but it was started without it");
      assertThat(shop.asked()).isEmpty();
    }
  }

  @Test
  void sendsAFileAsAForm() throws Exception {
    byte[] content = {(byte) 0x89, 'P', 'N', 'G'};
    files.keep(content);
    var part = new FilePart("file", "cat.png", "image/png", SyntheticFiles.digest(content), 4);
    try (Shop shop = Shop.answering(() -> 200)) {
      assertThat(ask(asks().sending(part), "/images", shop.port()).passed()).isTrue();
      Shop.Asked asked = shop.asked().getFirst();
      assertThat(asked.headers().getFirst("Content-Type"))
          .startsWith("multipart/form-data; boundary=belay-");
      assertThat(new String(asked.body(), ISO_8859_1))
          .contains("name=\"file\"; filename=\"cat.png\"\r\nContent-Type: image/png\r\n\r\n")
          .contains(new String(content, ISO_8859_1) + "\r\n--belay-");
    }
  }

  @Test
  void asksNobodyWithoutItsFile() throws Exception {
    byte[] content = "never kept".getBytes(US_ASCII);
    var part = new FilePart("file", "a.txt", "text/plain", SyntheticFiles.digest(content), 10);
    try (Shop shop = Shop.answering(() -> 200)) {
      assertThat(ask(asks().sending(part), "/", shop.port()).outcome())
          .isEqualTo(Outcome.NOT_ASKED);
    }
  }

  @Test
  void goesThroughTheRouteWithItsMark() throws Exception {
    try (Shop gateway = Shop.answering(() -> 200)) {
      route =
          (revision, instance, method, path) ->
              new MarkedRoute.Entrance(
                  InetSocketAddress.createUnresolved("127.0.0.1", gateway.port()),
                  "X-Mark",
                  "%s %s %s %s".formatted(revision.label(), instance.getPort(), method, path));
      var result = calls.ask(asks().request("/a?b=c"), R2, Team.backend(R2, 9999), Via.ROUTE);
      assertThat(result.passed()).isTrue();
      assertThat(gateway.asked().getFirst().headers().getFirst("X-Mark"))
          .isEqualTo("r2 9999 GET /a?b=c");
    }
  }

  @Test
  void saysWhenTheRouteKnowsNoMarks() throws Exception {
    var result = calls.ask(asks().request("/"), R2, Team.backend(R2, 1), Via.ROUTE);
    assertThat(result.outcome()).isEqualTo(Outcome.NOT_ASKED);
  }

  private SyntheticResult ask(Team team, String path, int port) throws InterruptedException {
    return calls.ask(team.request(path), R2, Team.backend(R2, port), Via.INSTANCE);
  }

  /** What a hostile server does with a connection. */
  private interface Hostility {
    void on(OutputStream out) throws IOException, InterruptedException;
  }

  private void serve(Hostility hostility) throws IOException {
    hostile = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
    Thread.ofVirtual()
        .start(() -> {
          try {
            while (true) {
              Socket socket = hostile.accept();
              accepted.add(socket);
              Thread.ofVirtual().start(() -> answer(socket, hostility));
            }
          } catch (IOException e) {
            // Closed.
          }
        });
  }

  private static void answer(Socket socket, Hostility hostility) {
    try (socket) {
      byte[] head = new byte[4096];
      if (socket.getInputStream().read(head) > 0) {
        hostility.on(socket.getOutputStream());
        socket.getOutputStream().flush();
      }
    } catch (IOException | InterruptedException e) {
      // The other side hung up.
    }
  }
}
