package dev.belay.gateway;

import static dev.belay.gateway.Admin.arm;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.gateway.RawClient.Answer;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HostileRequestsTest {

  @TempDir Path state;
  private RunningGateway gateway;
  private RawBackend backend;

  @BeforeEach
  void start() throws Exception {
    gateway = RunningGateway.start(state);
    backend = RawBackend.answering("ok");
    gateway.routes(arm("r1", 10_000, backend.port()));
  }

  @AfterEach
  void stop() throws Exception {
    gateway.close();
    backend.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "A-b_c.9",
        "0123456789012345678901234567890123456789012345678901234567890123"
      })
  void keepsAHarmlessCorrelationId(String id) throws Exception {
    Answer answer = send("GET /a HTTP/1.1\r\nHost: demo\r\nX-Correlation-Id: " + id + "\r\n\r\n");

    assertThat(answer.header("X-Correlation-Id")).isEqualTo(id);
    assertThat(forwarded()).containsIgnoringCase("X-Correlation-Id: " + id + "\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a b",
        "{\"a\":1}",
        "<script>",
        "\u00e4\u00f6",
        "a,b",
        "../../etc",
        "${jndi:ldap://x}",
        "01234567890123456789012345678901234567890123456789012345678901234"
      })
  void replacesAHostileCorrelationId(String id) throws Exception {
    Answer answer = send("GET /a HTTP/1.1\r\nHost: demo\r\nX-Correlation-Id: " + id + "\r\n\r\n");

    String given = answer.header("X-Correlation-Id");
    assertThat(UUID.fromString(given).version()).isEqualTo(4);
    assertThat(forwarded()).doesNotContain(id).containsIgnoringCase("x-correlation-id: " + given);
  }

  @Test
  void forwardsOneCorrelationIdWhenSeveralCame() throws Exception {
    Answer answer =
        send(
            "GET /a HTTP/1.1\r\nHost: demo\r\n"
                + "X-Correlation-Id: one\r\nx-correlation-id: two\r\n\r\n");

    assertThat(answer.header("X-Correlation-Id")).isEqualTo("one");
    assertThat(forwarded()).doesNotContain("two");
  }

  @Test
  void echoesOneCorrelationIdWhenTheBackendSetsItToo() throws Exception {
    try (var chatty =
        RawBackend.which(
            e -> e.send("HTTP/1.1 200 OK\r\nX-Correlation-Id: b\r\nContent-Length: 0\r\n\r\n"))) {
      gateway.routes(arm("r1", 10_000, chatty.port()));

      Answer answer = send("GET /a HTTP/1.1\r\nHost: demo\r\nX-Correlation-Id: a\r\n\r\n");

      assertThat(answer.head().toLowerCase(java.util.Locale.ROOT).split("x-correlation-id:"))
          .hasSize(2);
      assertThat(answer.header("X-Correlation-Id")).isEqualTo("a");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/actuator",
        "/actuator/",
        "/actuator/env?x=1",
        "/livez",
        "/readyz/x",
        "//actuator/env",
        "///actuator",
        "/%61ctuator/env",
        "/%2561ctuator",
        "/actuator;a=b/env",
        "/;/actuator",
        "/./actuator",
        "/x/../actuator",
        "/x/..;/actuator/env",
        "/x/%2e%2e/actuator",
        "/x%2f..%2factuator",
        "/%2factuator",
        "/ACTUATOR/env",
        "\\actuator",
        "/x\\..\\actuator",
        "/actuator%2fenv",
        "/actuator/../api",
        "/actuator%20",
        "http://demo/actuator/env"
      })
  void keepsThePlatformsPathsFromThePublic(String path) throws Exception {
    Answer answer = send("GET " + path + " HTTP/1.1\r\nHost: demo\r\n\r\n");

    assertThat(answer.status()).isIn(404, 400);
    assertThat(backend.heads()).isEmpty();
  }

  @Test
  void saysThatAReservedPathIsNotFound() throws Exception {
    Answer answer = send("GET /actuator/env HTTP/1.1\r\nHost: demo\r\n\r\n");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.header("X-Belay-Gateway-Error")).isEqualTo("reserved");
  }

  /** Jetty's client reads //name/rest as a host and would send /rest to the service. */
  @Test
  void doesNotLetADoubleSlashHideAReservedPath() throws Exception {
    Answer answer = send("GET //x/actuator/env HTTP/1.1\r\nHost: demo\r\n\r\n");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(forwarded()).startsWith("GET /x/actuator/env HTTP/1.1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/v1/actuators",
        "/x/actuator",
        "/livezz",
        "/a//b/./c/..%2f",
        "/a|{b}[c]^%7C?q={x}|y",
        "/a%2Fb",
        "/a;p=1/b?x=%7A",
        "/?x=%C3%28&%ff=1&%00",
        "/a?x='\"<>`\\\\^",
        "/%E4%BD%A0/%25/a+b",
        "/search?next=/actuator"
      })
  void passesOtherPathsAsTheyAre(String path) throws Exception {
    Answer answer = send("GET " + path + " HTTP/1.1\r\nHost: demo\r\n\r\n");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(forwarded()).startsWith("GET " + path + " HTTP/1.1\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "/?x=%zz,/?x=%25zz",
    "/?a=50%&b=%u0041,/?a=50%25&b=%25u0041",
    "/?%%36%31,/?%25%36%31",
  })
  void passesAPercentSignThatEscapesNothingAsOne(String path, String passed) throws Exception {
    Answer answer = send("GET " + path + " HTTP/1.1\r\nHost: demo\r\n\r\n");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(forwarded()).startsWith("GET " + passed + " HTTP/1.1\r\n");
  }

  /** Or anybody could make a good revision look bad. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /%%% HTTP/1.1\r\nHost: demo\r\n\r\n",
        "GET /?\u0080\u00ff HTTP/1.1\r\nHost: demo\r\n\r\n",
        "GET /%u0000%c0%ae HTTP/1.1\r\nHost: demo\r\n\r\n",
        "GET /\u00e4 HTTP/1.1\r\nHost: demo\r\nX-A: \u00ff\u0080\r\n\r\n",
        "G\"T / HTTP/1.1\r\nHost: demo\r\n\r\n",
        "get / HTTP/1.1\r\nHost: demo\r\n\r\n",
        "GET foo HTTP/1.1\r\nHost: demo\r\n\r\n",
        "GET ?x HTTP/1.1\r\nHost: demo\r\n\r\n",
        "GET http:/// HTTP/1.1\r\nHost: demo\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: demo\r\nConnection: Content-Length, Host\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: demo\r\nExpect: nonsense\r\n\r\n",
        "GET / HTTP/1.0\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: demo\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        "GET / HTTP/1.1\r\nHost: demo:99999\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: \r\n\r\n"
      })
  void neverBlamesARevisionForAnOddRequest(String request) throws Exception {
    Answer answer = send(request);

    assertThat(answer.status()).isIn(200, 400, 404, 417);
    assertThat(gateway.count("r1", "unanswered")).isZero();
  }

  @Test
  void passesOptionsOfTheServerItself() throws Exception {
    Answer answer = send("OPTIONS * HTTP/1.1\r\nHost: demo\r\n\r\n");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(forwarded()).startsWith("OPTIONS * HTTP/1.1\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "'GET / HTTP/1.1\r\nHost: demo\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n',501,upgrade",
    "'CONNECT demo:80 HTTP/1.1\r\nHost: demo:80\r\n\r\n',501,method",
    "'TRACE / HTTP/1.1\r\nHost: demo\r\n\r\n',405,trace",
  })
  void refusesWhatItCannotPass(String request, int status, String error) throws Exception {
    Answer answer = send(request);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("X-Belay-Gateway-Error")).isEqualTo(error);
    assertThat(answer.header("X-Correlation-Id")).isNotEmpty();
    assertThat(backend.heads()).isEmpty();
  }

  @Test
  void ignoresAnOfferToSpeakHttp2() throws Exception {
    Answer answer =
        send(
            """
            GET / HTTP/1.1\r
            Host: demo\r
            Connection: Upgrade, HTTP2-Settings\r
            Upgrade: h2c\r
            HTTP2-Settings: AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA\r
            \r
            """);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(forwarded().toLowerCase(java.util.Locale.ROOT))
        .doesNotContain("upgrade")
        .doesNotContain("http2");
  }

  @Test
  void doesNotBelieveWhatAClientSaysAboutItsOrigin() throws Exception {
    send(
        """
        GET / HTTP/1.1\r
        Host: demo\r
        X-Forwarded-For: 6.6.6.6\r
        X-Forwarded-Proto: https\r
        X-Forwarded-Host: evil\r
        X-Forwarded-Prefix: /evil\r
        X-Real-IP: 6.6.6.6\r
        Forwarded: for=6.6.6.6\r
        \r
        """);

    assertThat(forwarded())
        .doesNotContain("6.6.6.6", "evil", "https")
        .contains("X-Forwarded-For: 127.0.0.1\r\n")
        .contains("X-Forwarded-Proto: http\r\n")
        .contains("X-Forwarded-Host: demo\r\n")
        .contains("Host: demo\r\n");
  }

  @Test
  void keepsFieldsOfOneHopToItself() throws Exception {
    send(
        "GET / HTTP/1.1\r\nHost: demo\r\nConnection: X-Hop\r\nX-Hop: 1\r\nX-End: 2\r\n"
            + "TE: trailers\r\nUser-Agent: mine\r\n\r\n");

    assertThat(forwarded())
        .doesNotContain("X-Hop", "TE:")
        .contains("X-End: 2\r\n")
        .containsOnlyOnce("User-Agent: ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: d\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: d\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: d\r\nBad Name: x\r\n\r\n",
        "NONSENSE\r\n\r\n",
        "GET /50% HTTP/1.1\r\nHost: d\r\n\r\n",
        "GET /%ff%00%c0%af HTTP/1.1\r\nHost: d\r\n\r\n"
      })
  void answersAMalformedRequestWithAProblem(String request) throws Exception {
    Answer answer = send(request);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.header("X-Belay-Gateway-Error")).isEqualTo("bad-request");
    assertThat(answer.header("X-Correlation-Id")).isNotEmpty();
    assertThat(backend.heads()).isEmpty();
  }

  @Test
  void passesAHeadOfNearlySixteenKilobytes() throws Exception {
    Answer answer =
        send("GET / HTTP/1.1\r\nHost: demo\r\nX-Much: " + "x".repeat(15_900) + "\r\n\r\n");

    assertThat(answer.status()).isEqualTo(200);
  }

  @Test
  void refusesALargerHead() throws Exception {
    Answer answer =
        send("GET / HTTP/1.1\r\nHost: demo\r\nX-Much: " + "x".repeat(17_000) + "\r\n\r\n");

    assertThat(answer.status()).isEqualTo(431);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
  }

  private Answer send(String request) throws Exception {
    return RawClient.once(gateway.publicPort(), request);
  }

  private String forwarded() {
    return backend.heads().getLast();
  }
}
