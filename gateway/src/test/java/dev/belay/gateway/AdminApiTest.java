package dev.belay.gateway;

import static dev.belay.gateway.Admin.arm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class AdminApiTest {

  private static final String TABLE = "/admin/v1/services/demo/table";

  @TempDir Path state;
  private RunningGateway gateway;
  private Admin admin;

  @BeforeEach
  void start() throws Exception {
    gateway = RunningGateway.start(state);
    admin = gateway.admin();
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        TABLE,
        "/admin/v1/health",
        "/admin/v1/metrics",
        "/admin/v1/failures",
        "/admin/v1/services/demo/outcomes"
      })
  void wantsItsTokenForEveryCall(String path) {
    var stranger = new Admin(admin.port(), "another-token-altogether");

    HttpResponse<String> response = stranger.get(path);

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.body()).doesNotContain(RunningGateway.TOKEN);
  }

  @Test
  void answersAnAppliedTable() {
    JsonNode table = admin.put("demo", 7, 0, arm("r1", 9_000, 1_001), arm("r2", 1_000, 1_002));

    assertThat(table.get("bootId").asString()).isEqualTo(gateway.gateway().bootId());
    assertThat(table.get("service").asString()).isEqualTo("demo");
    assertThat(table.get("weightEpoch").asLong()).isOne();
    assertThat(table.get("fencingToken").asLong()).isEqualTo(7);
    assertThat(table.get("publicPort").asInt()).isPositive();
    assertThat(table.get("arms").size()).isEqualTo(2);
    assertThat(Admin.JSON.readTree(admin.get(TABLE).body())).isEqualTo(table);
  }

  @Test
  void refusesAStaleTokenAndSaysTheHighest() {
    JsonNode before = admin.put("demo", 7, 0, arm("r1", 10_000, 1_001));

    HttpResponse<String> response = admin.tryPut("demo", 6, 0, arm("r2", 10_000, 1_002));

    assertThat(response.statusCode()).isEqualTo(409);
    JsonNode problem = Admin.JSON.readTree(response.body());
    assertThat(problem.get("type").asString()).isEqualTo("urn:belay:gateway:stale-fencing-token");
    assertThat(problem.get("highest").asLong()).isEqualTo(7);
    assertThat(Admin.JSON.readTree(admin.get(TABLE).body())).isEqualTo(before);
  }

  @Test
  void listsEverythingThatIsWrongWithATable() {
    String body =
        """
        {"fencingToken":0,"publicPort":70000,"arms":[
          {"revision":"one","weight":-1,"instances":[]},
          {"revision":"r2","weight":5000,"instances":[]},
          {"revision":"r2","weight":1,"instances":[{"id":"a b","host":"10.0.0.1","port":0}]},
          null]}
        """;

    HttpResponse<String> response = admin.send("PUT", TABLE, body);

    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(response.body())
        .contains("fencingToken")
        .contains("publicPort")
        .contains("arms[0].revision")
        .contains("arms[0].weight")
        .contains("arms[1].instances")
        .contains("r2 is there twice")
        .contains("instances[0].id")
        .contains("instances[0].host")
        .contains("instances[0].port")
        .contains("arms[3]")
        .contains("sum to 5001");
    assertThat(Admin.JSON.readTree(admin.get(TABLE).body()).get("weightEpoch").asLong()).isZero();
  }

  @Test
  void refusesABackendThatIsTheGatewayItself() {
    int port = admin.put("demo", 1, 0).get("publicPort").asInt();

    HttpResponse<String> response = admin.tryPut("demo", 1, port, arm("r1", 10_000, port));

    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(response.body()).contains("loop");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "{\"fencingToken\":1,",
        "{\"fencingToken\":1,\"arms\":[],\"unknown\":1}",
        "{\"fencingToken\":1,\"fencingToken\":2,\"arms\":[]}",
        "{\"fencingToken\":\"x\",\"arms\":[]}",
        "{\"fencingToken\":1,\"arms\":[]} more"
      })
  void refusesABodyThatIsNotATable(String body) {
    assertThat(admin.send("PUT", TABLE, body).statusCode()).isEqualTo(400);
  }

  @Test
  void refusesABodyOfMoreThanAMegabyte() {
    String body = "{\"fencingToken\":1,\"arms\":[]" + " ".repeat(1024 * 1024) + "}";

    assertThat(admin.send("PUT", TABLE, body).statusCode()).isEqualTo(413);
  }

  @Test
  void namesThePortThatIsTakenAndChangesNothing() throws Exception {
    JsonNode before = admin.put("demo", 1, 0, arm("r1", 10_000, 1_001));
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      HttpResponse<String> response =
          admin.tryPut("demo", 1, taken.getLocalPort(), arm("r2", 10_000, 1_001));

      assertThat(response.statusCode()).isEqualTo(409);
      assertThat(Admin.JSON.readTree(response.body()).get("port").asInt())
          .isEqualTo(taken.getLocalPort());
    }
    assertThat(Admin.JSON.readTree(admin.get(TABLE).body())).isEqualTo(before);
  }

  @Test
  void refusesThePortOfAnotherService() {
    int port = admin.put("demo", 1, 0).get("publicPort").asInt();

    assertThat(admin.tryPut("other", 1, port).statusCode()).isEqualTo(409);
    assertThat(admin.tryPut("other", 1, admin.port()).statusCode()).isEqualTo(409);
  }

  @Test
  void takesSixteenServices() {
    for (int i = 0; i < 16; i++) {
      admin.put("demo-" + i, 1, 0);
    }

    HttpResponse<String> response = admin.tryPut("one-more", 1, 0);

    assertThat(response.statusCode()).isEqualTo(422);
    assertThat(response.body()).contains("16 services are the limit");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/admin/v1/services/Upper/table",
        "/admin/v1/services/../table",
        "/admin/v1/services/demo",
        "/admin/v1/services/demo/other",
        "/other"
      })
  void knowsNoOtherCalls(String path) {
    assertThat(admin.get(path).statusCode()).isIn(404, 400);
  }

  @Test
  void showsAgesOfRequestsInFlight() throws Exception {
    try (var slow = RawBackend.which(e -> e.awaitRelease())) {
      gateway.routes(arm("r1", 10_000, slow.port()));
      try (var client = new RawClient(gateway.publicPort())) {
        client.send("GET /a HTTP/1.1\r\nHost: demo\r\n\r\n");
        await()
            .until(() -> {
              JsonNode ages = admin.revision("demo", "r1").get("inFlightAges");
              return ages.get(0).get("count").asInt() == 1
                  && ages.get(1).get("atLeastMillis").asInt() == 100
                  && ages.get(1).get("count").asInt() == 1;
            });

        assertThat(admin.revision("demo", "r1").get("inFlight").asInt()).isOne();
        client.close();
        showsWhatWaitsInItsEpoch();
      }
    }
  }

  /** The first request may have come in the moment in which the epoch began; the second did not. */
  private void showsWhatWaitsInItsEpoch() throws Exception {
    try (var client = new RawClient(gateway.publicPort())) {
      client.send("GET /a HTTP/1.1\r\nHost: demo\r\n\r\n");
      await()
          .untilAsserted(() -> {
            JsonNode epoch = admin.revision("demo", "r1").get("epochs").get(0);
            assertThat(epoch.get("routed").asLong()).isEqualTo(2);
            assertThat(epoch.get("waiting")).isNotEmpty();
            assertThat(epoch.get("waiting").get(0).get("atLeastMillis").asInt()).isEqualTo(200);
            assertThat(epoch.get("waiting").get(0).get("count").asInt()).isPositive();
          });
    }
  }

  @Test
  void showsHowLongAnswersTook() throws Exception {
    try (var backend = RawBackend.answering("ok")) {
      gateway.routes(arm("r1", 10_000, backend.port()));
      RawClient.get(gateway.publicPort(), "/");
      await().until(() -> gateway.count("r1", "succeeded") == 1);

      JsonNode latency = admin.revision("demo", "r1").get("epochs").get(0).get("latency");
      assertThat(latency.get("count").asLong()).isOne();
      assertThat(latency.get("p99Micros").asLong()).isPositive();
      assertThat(latency.get("buckets").size()).isOne();
    }
  }

  @Test
  void tellsPrometheusWhatItCounts() throws Exception {
    try (var backend = RawBackend.answering("ok")) {
      gateway.routes(arm("r1", 10_000, backend.port()));
      RawClient.get(gateway.publicPort(), "/");
      RawClient.get(gateway.publicPort(), "/actuator");
      await().until(() -> gateway.count("r1", "succeeded") == 1);

      String text = admin.get("/admin/v1/metrics").body();

      assertThat(text)
          .contains(
              "belay_gateway_requests_total{service=\"demo\",revision=\"r1\",outcome=\"succeeded\"} 1\n")
          .contains("belay_gateway_weight_basis_points{service=\"demo\",revision=\"r1\"} 10000\n")
          .contains("belay_gateway_own_answers_total{class=\"reserved\"} 1\n")
          .contains("# TYPE belay_gateway_requests_total counter\n");
    }
  }

  @Test
  void saysThatItIsUp() {
    JsonNode health = Admin.JSON.readTree(admin.get("/admin/v1/health").body());

    assertThat(health.get("status").asString()).isEqualTo("UP");
    assertThat(health.get("bootId").asString()).isEqualTo(gateway.gateway().bootId());
  }

  @Test
  void changesNothingWhenATableCannotBeStored() throws Exception {
    JsonNode before = admin.put("demo", 1, 0, arm("r1", 10_000, 1_001));
    // A directory where the new file would be written: no disk would take it.
    java.nio.file.Files.createDirectory(state.resolve("tables.state.new"));

    HttpResponse<String> response = admin.tryPut("demo", 2, 0, arm("r2", 10_000, 1_002));

    assertThat(response.statusCode()).isEqualTo(507);
    assertThat(Admin.JSON.readTree(admin.get(TABLE).body())).isEqualTo(before);
    assertThat(admin.tryPut("demo", 1, 0, arm("r1", 10_000, 1_001)).statusCode()).isEqualTo(200);
  }
}
