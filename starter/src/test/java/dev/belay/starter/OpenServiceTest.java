package dev.belay.starter;

import static dev.belay.starter.app.Answer.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belay.starter.app.Answer;
import dev.belay.starter.app.WatchedApplication;
import dev.belay.starter.app.WatchedApplication.Ended;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.trace.ReadableSpan;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A released service without Spring Security. */
@SpringBootTest(
    classes = WatchedApplication.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "belay.service=watched",
      "belay.revision=r7",
      "belay.instance=watched-r7-0",
      "spring.servlet.multipart.max-file-size=1KB",
      "spring.autoconfigure.exclude="
          + "org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration,"
          + "org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration,"
          + "org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration,"
          + "org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration,"
          + "org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration"
    })
class OpenServiceTest {

  private static final String FRESH = "[0-9a-f-]{36}";

  @LocalServerPort int port;
  @Autowired Ended ended;

  private Answer get(String path, String... headers) {
    var request = request(port, path);
    if (headers.length > 0) {
      request.headers(headers);
    }
    return Answer.to(request);
  }

  @Test
  void echoesAValidIdAndShowsItToHandlersAndLogs() {
    Answer answer = get("/ok", "X-Correlation-Id", "order-1");
    assertThat(answer.header("X-Correlation-Id")).isEqualTo("order-1");
    assertThat(answer.body()).isEqualTo("order-1|order-1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/async", "/elsewhere"})
  void takesTheIdAlongToOtherThreads(String path) {
    assertThat(get(path, "X-Correlation-Id", "order-2").body()).isEqualTo("order-2|order-2");
  }

  @Test
  void handsTheIdOnToOtherServices() {
    assertThat(get("/outgoing", "X-Correlation-Id", "order-3").body()).isEqualTo("order-3");
  }

  @Test
  void hidesAHostileIdFromHandlers() {
    Answer answer = get("/header", "X-Correlation-Id", "${jndi:ldap://x}");
    assertThat(answer.body()).matches(FRESH).isEqualTo(answer.header("X-Correlation-Id"));
  }

  @Test
  void believesNeitherOfTwoIds() {
    Answer answer = get("/ok", "X-Correlation-Id", "one", "X-Correlation-Id", "two");
    assertThat(answer.header("X-Correlation-Id")).matches(FRESH);
  }

  @Test
  void putsTheIdOnEverySpanOfTheRequest() {
    get("/outgoing", "X-Correlation-Id", "order-4");
    await().untilAsserted(() -> assertThat(spansOf("order-4")).hasSizeGreaterThanOrEqualTo(3));
    assertThat(spansOf("order-4").stream().map(s -> s.getSpanContext().getTraceId()).distinct())
        .hasSize(1);
  }

  private List<ReadableSpan> spansOf(String id) {
    return ended.spans().stream()
        .filter(span -> id.equals(span.getAttribute(AttributeKey.stringKey("correlation.id"))))
        .toList();
  }

  @Test
  void keepsTheIdWhenAHandlerResetsItsAnswer() {
    Answer answer = get("/reset", "X-Correlation-Id", "order-5");
    assertThat(answer.header("X-Gone")).isNull();
    assertThat(answer.header("X-Correlation-Id")).isEqualTo("order-5");
  }

  @ParameterizedTest
  @CsvSource({
    "/boom, 500, bug, false",
    "/async-boom, 500, bug, false",
    "/missing-class, 500, bug, false",
    "/reason, 500, bug, false",
    "/filter-boom, 500, bug, false",
    "/send-error, 502, dependency, true",
    "/conflict, 409, client, false",
    "/nothing-here, 404, client, false",
    "/error, 404, client, false",
    "/upload, 405, client, false",
    "/number?value=x, 400, client, false",
    "/number, 400, client, false",
    "/unprocessable, 422, client, false",
    "/unavailable, 503, dependency, true"
  })
  void answersEveryErrorAsAProblem(String path, int status, String category, boolean retryable) {
    Answer answer = get(path, "X-Correlation-Id", "order-6");
    assertThat(answer.header("X-Correlation-Id")).isEqualTo("order-6");
    assertThat(answer.problem(status))
        .containsEntry("category", category)
        .containsEntry("retryable", retryable)
        .containsEntry("instance", path.replaceAll("\\?.*", ""))
        .hasEntrySatisfying("traceId", id -> assertThat((String) id).matches("[0-9a-f]{32}"));
  }

  @Test
  void tellsCallersWhatAProblemsAuthorWrote() {
    Map<String, Object> problem = get("/unprocessable").problem(422);
    assertThat(problem)
        .containsEntry("type", "urn:belay:problem:too-many-pixels")
        .containsEntry("title", "Too many pixels")
        .containsEntry("detail", "The limit is 7.")
        .containsEntry("limit", 7);
    assertThat(get("/unavailable").header("Retry-After")).isEqualTo("3");
    assertThat(get("/conflict").problem(409)).containsEntry("detail", "Somebody was first.");
  }

  @Test
  void answersAProblemEvenToWhoeverAcceptsOnlyPictures() {
    get("/nothing-here", "Accept", "image/png").problem(404);
    get("/boom", "Accept", "text/html").problem(500);
    get("/send-error", "Accept", "text/html").problem(502);
  }

  @Test
  void answersAnUnsupportedMediaTypeAndBadJsonAsProblems() {
    var text = request(port, "/json").PUT(BodyPublishers.ofString("x"));
    Answer.to(text.header("Content-Type", "text/plain")).problem(415);
    var json = request(port, "/json").PUT(BodyPublishers.ofString("{"));
    Answer.to(json.header("Content-Type", "application/json")).problem(400);
  }

  @Test
  void answersAnOversizeFileAsAProblem() {
    Answer.to(multipart("--b\r\n" + part("x".repeat(2000)) + "\r\n--b--\r\n")).problem(413);
  }

  @Test
  void blamesTheCallerForABrokenMultipartBody() {
    assertThat(Answer.to(multipart("--b\r\n" + part("cut off"))).problem(400))
        .hasEntrySatisfying("detail", d -> assertThat((String) d).contains("multipart/form-data"));
    var noBoundary = request(port, "/upload").POST(BodyPublishers.ofString("x"));
    Answer.to(noBoundary.header("Content-Type", "multipart/form-data")).problem(400);
  }

  private java.net.http.HttpRequest.Builder multipart(String body) {
    return request(port, "/upload")
        .header("Content-Type", "multipart/form-data; boundary=b")
        .POST(BodyPublishers.ofString(body));
  }

  private static String part(String content) {
    return "Content-Disposition: form-data; name=\"file\"; filename=\"f\"\r\n\r\n" + content;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /a[b HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
        "GET /a%2Fb HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
        "GET /ok HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n",
        "GET /ok HTTP/1.1\r\nConnection: close\r\n\r\n"
      })
  void answersAProblemWithAnIdToWhatTheContainerRefuses(String raw) throws IOException {
    String answer = Answer.toRaw(port, raw);
    assertThat(answer).startsWith("HTTP/1.1 400");
    assertThat(answer).containsIgnoringCase("content-type: application/problem+json");
    assertThat(answer).containsPattern("(?i)x-correlation-id: " + FRESH + "\r\n");
    assertThat(answer).contains("\"category\":\"client\"").doesNotContain("<html", "\tat ");
  }

  @Test
  void replacesAnIdOfAMegabyteOrAnswersThatTheHeaderIsTooLarge() throws IOException {
    String answer =
        Answer.toRaw(
            port,
            "GET /ok HTTP/1.1\r\nHost: h\r\nConnection: close\r\nX-Correlation-Id: "
                + "a".repeat(7_000)
                + "\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 200");
    assertThat(answer).containsPattern("(?i)x-correlation-id: " + FRESH + "\r\n");
  }

  @Test
  void doesNotLetAnIdSplitTheAnswer() throws IOException {
    String answer =
        Answer.toRaw(
            port,
            "GET /ok HTTP/1.1\r\nHost: h\r\nConnection: close\r\n"
                + "X-Correlation-Id: a\u0000\u00fcb\r\n\r\n");
    assertThat(answer).containsPattern("(?i)x-correlation-id: " + FRESH + "\r\n");
  }

  @Test
  void servesProbesOnTheMainPortAndNamesComponents() {
    assertThat(get("/livez").json()).containsEntry("status", "UP");
    assertThat(get("/readyz").json()).containsEntry("status", "UP");
    assertThat(get("/readyz").body()).contains("components", "readinessState");
    assertThat(get("/readyz").body()).doesNotContain("details");
  }

  @Test
  void labelsMetricsAndInfoWithTheRevision() {
    get("/ok");
    assertThat(get("/actuator/prometheus").body())
        .contains("revision=\"r7\"", "service=\"watched\"", "instance=\"watched-r7-0\"");
    assertThat(get("/actuator/info").body()).contains("\"revision\":\"r7\"");
  }

  @Test
  void keepsTheRestOfTheActuatorClosed() {
    assertThat(get("/actuator/env").problem(404)).containsEntry("category", "client");
  }
}
