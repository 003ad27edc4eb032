package dev.belay.controlplane.ui.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belay.controlplane.ControlPlaneApplication;
import dev.belay.controlplane.catalog.Digest;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.catalog.Settings;
import dev.belay.controlplane.rollout.Cause;
import dev.belay.controlplane.rollout.Rollout;
import dev.belay.controlplane.rollout.RolloutState.RolledBack;
import dev.belay.controlplane.rollout.RolloutStore;
import dev.belay.controlplane.rollout.StoredRollout;
import dev.belay.controlplane.verification.Gate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Freezes, breaker, quarantine and audit as people reach them, in the whole control plane. */
@SpringBootTest(
    classes = {ControlPlaneApplication.class, Bare.class, PolicyApiTest.Surroundings.class},
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {"belay.platform=none", "belay.registration.password=of-the-registrar"})
class SafetyApiTest {

  private static final Path HOME = temporary();
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @LocalServerPort private int port;

  @DynamicPropertySource
  static void home(DynamicPropertyRegistry registry) {
    registry.add("belay.home", HOME::toString);
    registry.add("spring.datasource.url", () -> "jdbc:h2:mem:safety;DB_CLOSE_DELAY=-1");
  }

  @Autowired private RolloutStore store;

  @AfterEach
  void thaw() throws Exception {
    call("DELETE", "/safety/freezes", "", operator());
    call("DELETE", "/safety/freezes?service=shop-1", "", operator());
  }

  @Test
  void aFreezeStopsReleasesOfItsServiceAndSaysWhoAndWhy() throws Exception {
    var frozen =
        call(
            "POST",
            "/safety/freezes",
            "{\"service\":\"shop-1\",\"reason\":\"black friday\"}",
            operator());
    assertThat(frozen.statusCode()).as(frozen.body()).isEqualTo(200);
    assertThat(json(frozen).get("reason").asString()).isEqualTo("black friday");

    var refused = start("shop-1");
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.body()).contains("black friday");
    assertThat(start("shop-2").statusCode()).as("another service").isEqualTo(202);
    JsonNode seen = json(call("GET", "/safety", "", viewer())).get("freezes").get(0);
    assertThat(seen.get("service").asString()).isEqualTo("shop-1");
    assertThat(seen.get("by").asString()).isNotBlank();

    var ended = call("DELETE", "/safety/freezes?service=shop-1&reason=over", "", operator());
    assertThat(json(ended).get("ended").asBoolean()).isTrue();
    var again = call("DELETE", "/safety/freezes?service=shop-1", "", operator());
    assertThat(json(again).get("ended").asBoolean()).isFalse();
    assertThat(start("shop-1").statusCode()).isEqualTo(202);
  }

  @Test
  void aFreezeOfEverythingStopsEverybody() throws Exception {
    call("POST", "/safety/freezes", "{\"reason\":\"an outage elsewhere\"}", operator());
    assertThat(start("shop-3").statusCode()).isEqualTo(409);
  }

  @Test
  void everyCommandIsWrittenDownWithItsEndAlsoARefusedOne() throws Exception {
    call("POST", "/safety/freezes", "{\"service\":\"shop-1\",\"reason\":\"why\"}", operator());
    start("shop-1");
    call("POST", "/safety/breaker/reset", "{\"reason\":\"looked at it\"}", operator());

    JsonNode entries = json(call("GET", "/audit?limit=3", "", viewer())).get("entries");
    assertThat(entries.size()).isEqualTo(3);
    assertThat(entries.get(0).toString()).contains("reset breaker", "looked at it");
    assertThat(entries.get(1).toString()).contains("shop-1", "frozen");
    assertThat(entries.get(2).toString()).contains("freeze", "why", "shop-1");
    JsonNode others = json(call("GET", "/audit?service=shop-9", "", viewer())).get("entries");
    assertThat(others.size()).isZero();
  }

  @Test
  void theBreakerAndTheKillSwitchAreTold() throws Exception {
    JsonNode safety = json(call("GET", "/safety", "", viewer()));
    assertThat(safety.get("breaker").get("open").asBoolean()).isFalse();
    assertThat(safety.get("breaker").get("limit").asInt()).isEqualTo(5);
    assertThat(safety.get("killSwitch").get("pulled").asBoolean()).isFalse();

    Path file = Path.of(safety.get("killSwitch").get("file").asString());
    Files.createFile(file);
    try {
      assertThat(
              json(call("GET", "/safety", "", viewer()))
                  .get("killSwitch")
                  .get("pulled")
                  .asBoolean())
          .isTrue();
    } finally {
      Files.delete(file);
    }
  }

  @Test
  void aRollbackIsDisputedShownAndWithdrawnAndNothingElseCanBe() throws Exception {
    start("shop-6");
    var blocked = call("POST", "/services/shop-6/rollouts/r1/dispute", "{}", operator());
    assertThat(blocked.statusCode()).as(blocked.body()).isEqualTo(409);
    assertThat(blocked.body()).contains("only a rollout that Belay itself took back");
    store.save(store.create(new ServiceName("shop-5"), SafetyApiTest::takenBack));
    String tooLong = "{\"reason\":\"" + "a".repeat(501) + "\"}";
    var refused = call("POST", "/services/shop-5/rollouts/r1/dispute", tooLong, operator());
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(400);
    assertThat(refused.body()).contains("the limit is 500").doesNotContain("aaaaaaaaaa");

    var disputed =
        call(
            "POST",
            "/services/shop-5/rollouts/r1/dispute",
            "{\"reason\":\"the disk was slow\"}",
            operator());
    assertThat(disputed.statusCode()).as(disputed.body()).isEqualTo(200);
    JsonNode shown = json(call("GET", "/safety", "", viewer())).get("disputed").get(0);
    assertThat(shown.get("service").asString()).isEqualTo("shop-5");
    assertThat(shown.get("revision").asString()).isEqualTo("r1");
    assertThat(shown.get("reason").asString()).isEqualTo("the disk was slow");
    assertThat(json(call("GET", "/safety", "", viewer())).get("rollbacks").toString())
        .contains("{\"service\":\"shop-5\",\"takenBack\":1,\"disputed\":1}");
    JsonNode rollout = json(call("GET", "/services/shop-5/rollouts/r1", "", viewer()));
    assertThat(rollout.get("dispute").get("reason").asString()).isEqualTo("the disk was slow");
    assertThat(call("POST", "/services/shop-5/rollouts/r9/dispute", "{}", operator()).statusCode())
        .isEqualTo(404);

    var withdrawn = call("DELETE", "/services/shop-5/rollouts/r1/dispute", "", operator());
    assertThat(json(withdrawn).get("ended").asBoolean()).isTrue();
    assertThat(json(call("GET", "/safety", "", viewer())).get("disputed").size()).isZero();
    JsonNode after = json(call("GET", "/services/shop-5/rollouts/r1", "", viewer()));
    assertThat(after.get("dispute").isNull()).isTrue();
    JsonNode entries = json(call("GET", "/audit?limit=4", "", viewer())).get("entries");
    assertThat(entries.toString()).contains("dispute r1", "the disk was slow");
  }

  @Test
  void aPolicyIsReplayedOverWhatIsThereAndChangesNothing() throws Exception {
    store.create(new ServiceName("shop-7"), SafetyApiTest::takenBack);
    String policy =
        """
        apiVersion: belay.dev/v1alpha1
        kind: ReleasePolicy
        metadata: {name: shop-7}
        spec: {target: {process: {artifact: /a.jar}}}
        """;
    var answer = replay(policy, "?releases=5", operator());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode release = json(answer).get("releases").get(0);
    assertThat(release.get("revision").asString()).isEqualTo("r1");
    assertThat(release.get("notReplayed").asString()).contains("first release");
    assertThat(json(answer).get("summary").get("replayed").asInt()).isZero();

    assertThat(replay(policy, "?releases=51", operator()).body()).contains("between 1 and 50");
    assertThat(replay("kind: Other", "", operator()).statusCode()).isEqualTo(422);
    assertThat(replay(policy.replace("shop-7", "nobody"), "", operator()).statusCode())
        .isEqualTo(404);
    assertThat(replay(policy, "", viewer()).statusCode()).isEqualTo(403);
    assertThat(store.newest(new ServiceName("shop-7"), 5)).hasSize(1);
  }

  private HttpResponse<String> replay(String policy, String query, String who) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/replays" + query))
            .header("Content-Type", "application/yaml")
            .header("Authorization", who)
            .POST(HttpRequest.BodyPublishers.ofString(policy));
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void liftingAQuarantineThatIsNotThereSaysSo() throws Exception {
    var lifted = call("DELETE", "/services/shop-1/quarantine/r99", "", operator());
    assertThat(lifted.statusCode()).as(lifted.body()).isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /safety/freezes, {}",
    "DELETE, /safety/freezes, ''",
    "POST, /safety/breaker/reset, {}",
    "DELETE, /services/shop-1/quarantine/r1, ''",
    "POST, /services/shop-1/rollouts/r1/dispute, {}",
    "DELETE, /services/shop-1/rollouts/r1/dispute, ''"
  })
  void viewersAndStrangersChangeNothing(String method, String path, String body) throws Exception {
    assertThat(call(method, path, body, viewer()).statusCode()).isEqualTo(403);
    assertThat(call(method, path, body, null).statusCode()).isEqualTo(401);
    assertThat(json(call("GET", "/safety", "", viewer())).get("freezes").size()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET|/audit?limit=0||400",
        "GET|/audit?limit=1001||400",
        "GET|/audit?limit=many||400",
        "GET|/audit?service=nobody||404",
        "POST|/safety/freezes|{\"service\":\"nobody\",\"reason\":\"x\"}|404",
        "POST|/safety/freezes|{\"service\":\"../etc\"}|400",
        "POST|/safety/freezes|{\"service\":|400",
        "DELETE|/services/shop-1/quarantine/everything||400"
      })
  void whatMakesNoSenseIsRefusedInWords(String method, String path, String body, int status)
      throws Exception {
    var refused = call(method, path, body == null ? "" : body, operator());
    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(status);
    assertThat(json(refused).get("detail").asString()).isNotBlank();
  }

  @Test
  void aReasonAsLongAsABookIsRefusedNotCutNorAFault() throws Exception {
    String book = "a".repeat(20_000);
    var refused =
        call(
            "POST",
            "/safety/freezes",
            "{\"service\":\"shop-1\",\"reason\":\"" + book + "\"}",
            operator());
    assertThat(refused.statusCode()).as("a long reason").isEqualTo(400);
    assertThat(refused.body()).doesNotContain("aaaaaaaaaa").contains("reason");
  }

  @Test
  void aGateIsReleasedWithAReasonOnlyAndThatIsAudited() throws Exception {
    var silent = release("shop-6", "\"releasedGates\":[\"configuration\"]");
    assertThat(silent.statusCode()).isEqualTo(400);
    assertThat(silent.body()).contains("reason");
    var unknown = release("shop-6", "\"reason\":\"r\",\"releasedGates\":[\"luck\"]");
    assertThat(unknown.statusCode()).isEqualTo(400);
    assertThat(unknown.body()).contains("artifact, configuration, migration");

    var released =
        release("shop-6", "\"reason\":\"it is known\",\"releasedGates\":[\"configuration\"]");
    assertThat(released.statusCode()).as(released.body()).isEqualTo(202);
    String last = json(call("GET", "/audit?limit=1", "", viewer())).get("entries").toString();
    assertThat(last).contains("released gates: configuration", "it is known", "shop-6");

    ServiceName shop = new ServiceName("shop-6");
    assertThat(gatesReleasedFor(shop)).containsExactly(Gate.CONFIGURATION);
    await().atMost(Duration.ofSeconds(20)).until(() -> store.newest(shop, 1).getFirst().ended());
    String revision = store.newest(shop, 1).getFirst().id().label();
    var again = call("POST", "/services/shop-6/rollouts/" + revision + "/retry", "{}", operator());
    assertThat(again.statusCode()).as(again.body()).isEqualTo(202);
    assertThat(gatesReleasedFor(shop)).as("it was released for one release").isEmpty();
  }

  @Test
  void anArtifactIsVerifiedWithoutBeingReleasedAlsoInAFreeze() throws Exception {
    call("POST", "/safety/freezes", "{\"reason\":\"an outage elsewhere\"}", operator());
    Path jar = Files.writeString(HOME.resolve("verified.jar"), "no archive");
    String body = "{\"artifact\":\"" + jar + "\",\"reason\":\"before the release\"}";
    var verified = call("POST", "/services/shop-8/verifications", body, operator());
    assertThat(verified.statusCode()).as(verified.body()).isEqualTo(200);
    assertThat(json(verified).get("passed").asBoolean()).isFalse();
    assertThat(json(verified).get("findings").get(0).get("level").asString()).isEqualTo("blocker");
    assertThat(store.newest(new ServiceName("shop-8"), 1)).isEmpty();
    assertThat(call("GET", "/audit?limit=1", "", viewer()).body())
        .contains("verify verified.jar", "before the release");
    assertThat(call("POST", "/services/shop-8/verifications", body, viewer()).statusCode())
        .isEqualTo(403);
    assertThat(call("POST", "/services/nobody/verifications", body, operator()).statusCode())
        .isEqualTo(404);
    var missing = body.replace("verified.jar", "none.jar");
    assertThat(call("POST", "/services/shop-8/verifications", missing, operator()).statusCode())
        .isEqualTo(422);
  }

  private Set<Gate> gatesReleasedFor(ServiceName shop) {
    return store.newest(shop, 1).getFirst().policy().verification().released();
  }

  private HttpResponse<String> release(String service, String more) throws Exception {
    Path jar = Files.writeString(HOME.resolve(service + ".jar"), "a build of " + service);
    return call(
        "POST",
        "/services/" + service + "/rollouts",
        "{\"artifact\":\"" + jar + "\"," + more + "}",
        operator());
  }

  private static Rollout takenBack(RevisionId id) {
    var revision =
        new Revision(id, Path.of("/a.jar"), new Digest("ab".repeat(32)), Settings.none(), 1);
    Instant at = Instant.parse("2026-11-22T12:00:00Z");
    return StoredRollout.in(
        new RolledBack(new Cause("ServiceDown", "it was down", Map.of()), at, at), revision, null);
  }

  private HttpResponse<String> start(String service) throws Exception {
    Path jar = Files.writeString(HOME.resolve(service + ".jar"), "a build of " + service);
    return call(
        "POST",
        "/services/" + service + "/rollouts",
        "{\"artifact\":\"" + jar + "\",\"policy\":{\"alpha\":0.1}}",
        operator());
  }

  private HttpResponse<String> call(String method, String path, String body, String who)
      throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1" + path))
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
    return JsonMapper.shared().readTree(HOME.resolve("credentials.json"));
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return JsonMapper.shared().readTree(answer.body());
  }

  private static Path temporary() {
    try {
      return Files.createTempDirectory("belay-safety-home");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
