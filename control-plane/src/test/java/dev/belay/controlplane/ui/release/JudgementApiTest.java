package dev.belay.controlplane.ui.release;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.ControlPlaneApplication;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** As a pipeline asks, over HTTP, in the whole control plane. */
@SpringBootTest(
    classes = {ControlPlaneApplication.class, Bare.class, PolicyApiTest.Surroundings.class},
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {"belay.platform=none", "belay.registration.password=of-the-registrar"})
class JudgementApiTest {

  @TempDir private static Path home;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @LocalServerPort private int port;

  @DynamicPropertySource
  static void home(DynamicPropertyRegistry registry) {
    registry.add("belay.home", home::toString);
    registry.add("spring.datasource.url", () -> "jdbc:h2:mem:judgements;DB_CLOSE_DELAY=-1");
  }

  @Test
  void aDeadCanaryIsWorseAndEveryGateSaysSo() throws Exception {
    String id = open("{\"name\":\"shop 1.4.2\"}");
    assertThat(gate(id, "not-worse")).isEqualTo(200);
    assertThat(gate(id, "worse")).isEqualTo(409);

    JsonNode seen = json(feed(id, 1, 0, 3));

    assertThat(seen.get("verdict").asString()).isEqualTo("worse");
    assertThat(seen.get("worse").asBoolean()).isTrue();
    assertThat(seen.get("metric").asString()).isEqualTo("errors");
    assertThat(seen.get("proven").asBoolean()).isTrue();
    assertThat(seen.get("why").asString())
        .isEqualTo("the canary had more errors than stable at the same time");
    assertThat(gate(id, "not-worse")).isEqualTo(409);
    assertThat(gate(id, "worse")).isEqualTo(200);
    assertThat(gate(id, "harmless")).isEqualTo(409);
  }

  @Test
  void aHealthyCanaryIsHarmlessOnceItWasAskedEnough() throws Exception {
    String id = open("{\"name\":\"shop\",\"minTime\":\"0s\",\"minRequests\":100}");
    assertThat(gate(id, "harmless")).isEqualTo(409);
    JsonNode seen = json(feed(id, 1, 1_500, 0));
    assertThat(seen.get("harmless").asBoolean()).as(seen.toString()).isTrue();
    assertThat(gate(id, "harmless")).isEqualTo(200);
  }

  @Test
  void countsThatAreToldTwiceCountOnce() throws Exception {
    String id = open("{\"name\":\"shop\"}");
    JsonNode once = json(feed(id, 5, 10, 1));
    JsonNode again = json(feed(id, 5, 10, 1));
    JsonNode late = json(feed(id, 4, 10, 1));
    assertThat(again.get("logE")).isEqualTo(once.get("logE"));
    assertThat(late.get("requests").asLong()).isEqualTo(11);
    assertThat(late.get("sequence").asLong()).isEqualTo(5);
  }

  @Test
  void whatIsClosedIsGone() throws Exception {
    String id = open("{\"name\":\"shop\"}");
    assertThat(call("DELETE", "/" + id, "", operator()).statusCode()).isEqualTo(204);
    assertThat(call("GET", "/" + id, "", viewer()).statusCode()).isEqualTo(404);
    assertThat(feed(id, 1, 1, 0).statusCode()).isEqualTo(404);
  }

  @Test
  void slowRequestsProbesAndSharesAreJudgedToo() throws Exception {
    String id = open("{\"name\":\"shop\",\"analysis\":{\"latency\":{\"warmUpRequests\":0}}}");
    call(
        "POST",
        "/" + id + "/counts",
        "{\"sequence\":1,\"weight\":0,\"stable\":{\"latencies\":[{\"belowMicros\":100000,\"count\":2000}]}}",
        operator());
    JsonNode seen = null;
    for (int i = 2; i < 9; i++) {
      seen =
          json(
              call(
                  "POST",
                  "/" + id + "/counts",
                  "{\"sequence\":%d,\"weight\":0.05,\"candidate\":{\"latencies\":[{\"belowMicros\":900000,\"count\":1}],\"probes\":{\"failed\":0,\"passed\":1}},\"stable\":{\"probes\":{\"failed\":0,\"passed\":1}}}"
                      .formatted(i),
                  operator()));
    }
    assertThat(seen.get("metric").asString()).isEqualTo("latency");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|name is missing",
        "{\"name\":\"<b>\"}|name is what is judged",
        "{\"name\":\"a\",\"alpha\":0}|alpha is the probability",
        "{\"name\":\"a\",\"alpha\":0.3}|alpha is the probability",
        "{\"name\":\"a\",\"beta\":1}|beta is the probability",
        "{\"name\":\"a\",\"harm\":0}|harm is a share",
        "{\"name\":\"a\",\"minRequests\":0}|minRequests is at least 1",
        "{\"name\":\"a\",\"minTime\":\"fast\"}|minTime is a number with a unit",
        "{\"name\":\"a\",\"maxDuration\":\"8d\"}|maxDuration is 1 s to 7 days",
        "{\"name\":\"a\",\"analysis\":{\"budget\":{\"errors\":1}}}|together at most 1",
        "{\"name\":1e999|not the JSON"
      })
  void whatMakesNoSenseIsRefusedInWords(String body, String words) throws Exception {
    var refused = call("POST", "", body, operator());
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
    assertThat(json(refused).get("detail").asString()).contains(words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|sequence (1, 2, 3",
        "{\"sequence\":1,\"weight\":2}|weight is the candidate's share",
        "{\"sequence\":1,\"weight\":\"NaN\"}|weight is the candidate's share",
        "{\"sequence\":0,\"weight\":0.1}|sequence begins with 1",
        "{\"sequence\":1,\"weight\":0.1,\"candidate\":{\"errors\":-1}}|cannot be negative",
        "{\"sequence\":1,\"weight\":0.1,\"candidate\":{\"accepted\":99999999999}}|accepted is a count",
        "{\"sequence\":1,\"weight\":0.1,\"stable\":{\"latencies\":[{\"belowMicros\":5,\"count\":1},{\"belowMicros\":4,\"count\":1}]}}|Buckets ascend"
      })
  void countsThatCannotBeAreRefusedAndChangeNothing(String body, String words) throws Exception {
    String id = open("{\"name\":\"shop\"}");
    var refused = call("POST", "/" + id + "/counts", body, operator());
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
    assertThat(json(refused).get("detail").asString()).contains(words);
    assertThat(json(call("GET", "/" + id, "", viewer())).get("sequence").asLong()).isZero();
  }

  @Test
  void viewersReadAndPassGatesAndChangeNothing() throws Exception {
    String id = open("{\"name\":\"shop\"}");
    assertThat(call("POST", "", "{\"name\":\"x\"}", viewer()).statusCode()).isEqualTo(403);
    assertThat(call("POST", "/" + id + "/counts", "{}", viewer()).statusCode()).isEqualTo(403);
    assertThat(call("DELETE", "/" + id, "", viewer()).statusCode()).isEqualTo(403);
    assertThat(call("GET", "/" + id, "", null).statusCode()).isEqualTo(401);
    assertThat(call("POST", "/" + id + "/gates/not-worse", "{", viewer()).statusCode())
        .isEqualTo(200);
    assertThat(call("GET", "/" + id + "/gates/sideways", "", viewer()).statusCode()).isEqualTo(400);
    JsonNode all = json(call("GET", "?limit=1000", "", viewer())).get("judgements");
    assertThat(all.valueStream().map(each -> each.get("id").asString())).contains(id);
  }

  private String open(String body) throws Exception {
    var opened = call("POST", "", body, operator());
    assertThat(opened.statusCode()).as(opened.body()).isEqualTo(201);
    String id = json(opened).get("id").asString();
    assertThat(opened.headers().firstValue("Location")).contains("/api/v1/judgements/" + id);
    return id;
  }

  private HttpResponse<String> feed(String id, int sequence, int accepted, int errors)
      throws Exception {
    String body =
        "{\"sequence\":%d,\"weight\":0.05,\"candidate\":{\"accepted\":%d,\"errors\":%d},\"stable\":{\"accepted\":%d}}"
            .formatted(sequence, accepted, errors, 19 * (accepted + errors));
    return call("POST", "/" + id + "/counts", body, operator());
  }

  private int gate(String id, String gate) throws Exception {
    return call("POST", "/" + id + "/gates/" + gate, "{\"phase\":\"Progressing\"}", viewer())
        .statusCode();
  }

  private HttpResponse<String> call(String method, String path, String body, String who)
      throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/judgements" + path))
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (who != null) {
      request.header("Authorization", who);
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private static String operator() {
    return "Bearer " + credentials().get("apiToken").asString();
  }

  private static String viewer() {
    JsonNode login = credentials().get("viewer");
    String pair = login.get("username").asString() + ":" + login.get("password").asString();
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  private static JsonNode credentials() {
    return JsonMapper.shared().readTree(home.resolve("credentials.json"));
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return JsonMapper.shared().readTree(answer.body());
  }
}
