package dev.belay.cli.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ControlPlaneClientTest {

  private static final String STATUS = "GET /api/v1/status";
  private FakeControlPlane server;
  private ControlPlaneClient client;

  @BeforeEach
  void start() throws IOException {
    server = new FakeControlPlane();
    client = new ControlPlaneClient(server::connection, Duration.ofSeconds(2));
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  @Test
  void readsARolloutWithEverythingThatItTells() {
    server.answer(
        FakeControlPlane.path("current"),
        200,
        FakeControlPlane.rollout(
            "r2",
            "RolledBack",
            """
            ,"cause":{"type":"ServiceDown","summary":"it answers 500","detail":{"who":"r2"}},\
            "secondsToSafe":1.5,"deadline":"2026-11-22T20:00:00Z","failedRequests":3,\
            "findings":[{"level":"note","rule":"a","message":"b","remedy":"c"}],\
            "decisions":[{"at":"t","from":"Shifting","to":"Observing","reason":"why"}],"new":[1]\
            """));

    Rollout rollout = client.rollout("upload-service", ControlPlaneClient.CURRENT);

    assertThat(rollout.ended()).isTrue();
    assertThat(rollout.cause())
        .isEqualTo(new Rollout.Cause("ServiceDown", "it answers 500", "{\"who\":\"r2\"}"));
    assertThat(rollout.secondsToSafe()).isEqualByComparingTo("1.5");
    assertThat(rollout.candidateRequests()).isEqualTo(new Rollout.Requests(41, 1, 2, 3));
    assertThat(rollout.findings()).hasSize(1);
    assertThat(rollout.decisions()).hasSize(1);
    assertThat(rollout.json()).contains("\"new\":[1]").doesNotContain("\n");
  }

  @Test
  void sendsWhatARequestHasAndNothingElse() {
    server.answer(
        "POST /api/v1/services/upload-service/rollouts",
        202,
        FakeControlPlane.rollout("r2", "Verifying"));

    client.start(
        "upload-service", new Rollout.Request("/a.jar", Map.of("K", "v"), null, null, "why"));

    assertThat(server.requests())
        .containsExactly(
            "POST /api/v1/services/upload-service/rollouts"
                + " {\"artifact\":\"/a.jar\",\"settings\":{\"K\":\"v\"},\"reason\":\"why\"}");
  }

  @Test
  void namesTheGatesThatAreReleased() {
    server.answer(
        "POST /api/v1/services/upload-service/rollouts",
        202,
        FakeControlPlane.rollout("r2", "Verifying"));

    client.start(
        "upload-service",
        new Rollout.Request("/a.jar", Map.of(), null, null, "why", List.of("configuration")));

    assertThat(server.requests())
        .containsExactly(
            "POST /api/v1/services/upload-service/rollouts"
                + " {\"artifact\":\"/a.jar\",\"reason\":\"why\",\"releasedGates\":[\"configuration\"]}");
  }

  @Test
  void neverShowsTheValuesOfSettings() {
    var request = new Rollout.Request("/a.jar", Map.of("PASSWORD", "secret"), null, null, null);

    assertThat(request.toString()).contains("PASSWORD").doesNotContain("secret");
  }

  @Test
  void turnsProblemDetailsIntoASentence() {
    server.answer(
        STATUS,
        409,
        "{\"title\":\"Conflict\",\"detail\":\"r2 is under way.\",\"correlationId\":\"c-1\"}");

    assertThatThrownBy(client::status)
        .isInstanceOf(RefusedException.class)
        .hasMessage("r2 is under way. (correlation id c-1)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<html>login</html>",
        "",
        "[]",
        "null",
        "{\"running\":\"yes\"}",
        "{\"running\":true}",
        "{\"running\":true,\"publicUrl\":\"a\",\"consoleUrl\":\"b\",\"services\":[1]}",
        "{\"running\":true,\"publicUrl\":\"a\",\"consoleUrl\":\"b\",\"services\":{}}"
      })
  void saysThatAGarbledAnswerIsNotUnderstood(String body) {
    server.answer(STATUS, 200, body);

    assertThatThrownBy(client::status)
        .isInstanceOf(GarbledAnswerException.class)
        .hasMessageContaining("The control plane");
  }

  @Test
  void refusesRevisionsThatWouldChangeTheAddress() {
    server.answer(
        FakeControlPlane.path("current"), 200, FakeControlPlane.rollout("../../x", "Verifying"));

    assertThatThrownBy(() -> client.rollout("upload-service", "current"))
        .isInstanceOf(GarbledAnswerException.class)
        .hasMessageContaining("revision should be r1");
  }

  @Test
  void keepsServiceNamesWithinTheirSegment() {
    assertThatThrownBy(() -> client.rollout("../x?y", "current"))
        .isInstanceOf(RefusedException.class);
    assertThat(server.requests())
        .containsExactly("GET /api/v1/services/..%2Fx%3Fy/rollouts/current");
  }

  @Test
  void givesUpOnAnAnswerThatIsTooLarge() {
    server.misbehave(
        STATUS,
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          var chunk = new byte[1024 * 1024];
          try (var out = exchange.getResponseBody()) {
            for (int i = 0; i < 20; i++) {
              out.write(chunk);
            }
          }
        });

    assertThatThrownBy(client::status)
        .isInstanceOf(GarbledAnswerException.class)
        .hasMessageContaining("larger than");
  }

  @Test
  void givesUpOnAnAnswerThatTricklesForEver() {
    server.misbehave(
        STATUS,
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (var out = exchange.getResponseBody()) {
            while (true) {
              out.write(' ');
              out.flush();
              Thread.sleep(20);
            }
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });

    assertThatThrownBy(client::status)
        .isInstanceOf(UnreachableException.class)
        .hasMessageContaining("did not answer within 2 s");
  }

  @Test
  void saysThatNobodyIsThere() {
    server.close();

    assertThatThrownBy(client::status)
        .isInstanceOf(UnreachableException.class)
        .hasMessageContaining("cannot be reached");
  }

  @Test
  void readsTheTokenAnewAtEachCall() throws IOException {
    server.answer(STATUS, 200, "{\"running\":true,\"publicUrl\":\"a\",\"consoleUrl\":\"b\"}");
    var tokens = new java.util.ArrayDeque<>(java.util.List.of("old", FakeControlPlane.TOKEN));
    try (var other =
        new ControlPlaneClient(() -> new Connection(server.url(), tokens.removeFirst()))) {
      assertThatThrownBy(other::status)
          .isInstanceOf(RefusedException.class)
          .hasMessageContaining("does not accept the API token")
          .hasMessageNotContaining("old");
      assertThat(other.status().services()).isEmpty();
    }
  }

  @Test
  void aRedirectToALoginPageIsANo() {
    server.answer(STATUS, 302, "");

    assertThatThrownBy(client::status)
        .isInstanceOf(RefusedException.class)
        .hasMessageContaining("does not accept the API token");
  }
}
