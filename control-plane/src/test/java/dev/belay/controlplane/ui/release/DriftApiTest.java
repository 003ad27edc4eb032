package dev.belay.controlplane.ui.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belay.controlplane.ControlPlaneApplication;
import dev.belay.controlplane.catalog.Digest;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.catalog.Settings;
import dev.belay.controlplane.platform.InMemoryPlatform;
import dev.belay.controlplane.platform.Platform;
import dev.belay.controlplane.rollout.RolloutState.Promoted;
import dev.belay.controlplane.rollout.RolloutStore;
import dev.belay.controlplane.rollout.StoredRollout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Drift and restarts as people reach them, in the whole control plane. */
@SpringBootTest(
    classes = {
      ControlPlaneApplication.class,
      Bare.class,
      PolicyApiTest.Surroundings.class,
      DriftApiTest.Running.class
    },
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "belay.platform=none",
      "belay.registration.password=of-the-registrar",
      "belay.patrol.period=1s"
    })
class DriftApiTest {

  private static final Path HOME = temporary();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Duration LONG = Duration.ofSeconds(30);

  @LocalServerPort private int port;
  @Autowired private RolloutStore store;
  @Autowired private InMemoryPlatform running;

  @DynamicPropertySource
  static void home(DynamicPropertyRegistry registry) {
    registry.add("belay.home", HOME::toString);
    registry.add("spring.datasource.url", () -> "jdbc:h2:mem:drift;DB_CLOSE_DELAY=-1");
  }

  /** A platform on which processes begin, one caller after the other. */
  @TestConfiguration(proxyBeanMethods = false)
  static class Running {

    @Bean(autowireCandidate = true)
    InMemoryPlatform inMemoryPlatform() {
      return new InMemoryPlatform(Clock.systemUTC());
    }

    @Bean
    @Primary
    Platform oneAfterTheOther(InMemoryPlatform platform) {
      return (Platform)
          Proxy.newProxyInstance(
              Platform.class.getClassLoader(),
              new Class<?>[] {Platform.class},
              (proxy, method, arguments) -> {
                synchronized (platform) {
                  try {
                    return method.invoke(platform, arguments);
                  } catch (InvocationTargetException e) {
                    throw e.getCause();
                  }
                }
              });
    }
  }

  @Test
  void staleSettingsAreNamedWithTheirTimeAndRestartedOnDemand() throws Exception {
    wanted("shop-1", Map.of("API_KEY", "fingerprint-one"));
    promoted("shop-1");
    await().atMost(LONG).until(() -> drift("shop-1").get("revision").isString());
    await().atMost(LONG).until(() -> instance("shop-1"));
    assertThat(drift("shop-1").get("drift").asBoolean()).isFalse();

    Instant before = Instant.now();
    wanted("shop-1", Map.of("API_KEY", "fingerprint-two"));

    JsonNode drift = drift("shop-1");
    JsonNode finding = drift.get("findings").get(0);
    assertThat(finding.get("kind").asString()).isEqualTo("StaleConfiguration");
    assertThat(finding.get("settings").toString()).isEqualTo("[\"API_KEY\"]");
    assertThat(Instant.parse(finding.get("since").asString())).isAfter(before.minusSeconds(1));
    assertThat(drift.get("ruledOut").toString()).contains("missing settings", "image");
    assertThat(drift.get("patrol").get("state").asString()).isEqualTo("left-to-people");
    assertThat(drift.toString()).doesNotContain("fingerprint-one", "fingerprint-two");
    String since = finding.get("since").asString();
    assertThat(drift("shop-1").get("findings").get(0).get("since").asString()).isEqualTo(since);

    await()
        .atMost(LONG)
        .untilAsserted(() -> {
          JsonNode past = json(call("GET", "/services/shop-1/drift/history", "", viewer()));
          JsonNode newest = past.get("verdicts").get(0);
          assertThat(newest.get("outcome").asString()).isEqualTo("done");
          assertThat(newest.get("state").asString()).isEqualTo("left-to-people");
          assertThat(newest.get("findings").get(0).get("kind").asString())
              .isEqualTo("StaleConfiguration");
          assertThat(past.toString()).doesNotContain("fingerprint-one", "fingerprint-two");
        });
    assertThat(call("GET", "/services/shop-1/drift/history?limit=51", "", viewer()).statusCode())
        .isEqualTo(400);
    assertThat(call("GET", "/services/shop-1/drift/history?limit=0", "", viewer()).statusCode())
        .isEqualTo(400);
    assertThat(call("GET", "/services/nothing/drift/history", "", viewer()).statusCode())
        .isEqualTo(404);
    assertThat(call("GET", "/services/shop-1/drift/history", "", "").statusCode()).isEqualTo(401);
    assertThat(
            json(call("GET", "/services/shop-19/drift/history", "", viewer()))
                .get("verdicts")
                .size())
        .as("nothing new was ever said of it")
        .isZero();

    var begun = restart("shop-1", "{\"reason\":\"a new key\"}", operator());
    assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
    assertThat(begun.headers().firstValue("Location"))
        .contains("/api/v1/services/shop-1/restarts/current");
    assertThat(json(begun).get("instances").toString()).isEqualTo("[\"shop-1-r1-0\"]");
    JsonNode current = json(call("GET", "/services/shop-1/restarts/current", "", viewer()));
    assertThat(current.get("by").asString()).isEqualTo("operator");
    assertThat(current.get("ended").asBoolean()).as("nobody answers probes here").isFalse();
    var again = restart("shop-1", "{\"reason\":\"a new key\"}", operator());
    assertThat(again.statusCode()).as(again.body()).isEqualTo(409);
    assertThat(call("GET", "/audit?service=shop-1", "", viewer()).body())
        .contains("restart", "a new key", "replaced already");
  }

  @Test
  void everyServiceIsComparedAndOneThatWasNeverReleasedHasNoDrift() throws Exception {
    JsonNode services = json(call("GET", "/drift", "", viewer())).get("services");

    assertThat(services.size()).isEqualTo(20);
    assertThat(drift("shop-9").get("drift").asBoolean()).isFalse();
    assertThat(drift("shop-9").get("revision").isNull()).isTrue();
  }

  @Test
  void nothingIsRestartedInAFreeze() throws Exception {
    promoted("shop-2");
    await().atMost(LONG).until(() -> instance("shop-2"));
    call("POST", "/safety/freezes", "{\"service\":\"shop-2\",\"reason\":\"a sale\"}", operator());

    var refused = restart("shop-2", "{\"reason\":\"a new key\"}", operator());

    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(409);
    assertThat(refused.body()).contains("a sale");
    assertThat(call("GET", "/services/shop-2/restarts/current", "", viewer()).statusCode())
        .isEqualTo(404);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET|/services/nobody/drift||404",
        "GET|/services/..%2Fetc/drift||400",
        "GET|/services/nobody/restarts/current||404",
        "POST|/services/nobody/restarts|{\"reason\":\"x\"}|404",
        "POST|/services/shop-3/restarts|{\"reason\":\"x\"}|404",
        "POST|/services/shop-3/restarts|{}|400",
        "POST|/services/shop-3/restarts|{\"reason\":|400"
      })
  void whatMakesNoSenseIsRefusedInWords(String method, String path, String body, int status)
      throws Exception {
    var refused = call(method, path, body == null ? "" : body, operator());

    assertThat(refused.statusCode()).as(refused.body()).isEqualTo(status);
  }

  @Test
  void viewersAndStrangersRestartNothing() throws Exception {
    assertThat(restart("shop-1", "{\"reason\":\"x\"}", viewer()).statusCode()).isEqualTo(403);
    assertThat(restart("shop-1", "{\"reason\":\"x\"}", null).statusCode()).isEqualTo(401);
    assertThat(call("GET", "/drift", "", null).statusCode()).isEqualTo(401);
  }

  private void promoted(String service) {
    store.save(
        store.create(
            new ServiceName(service),
            id ->
                StoredRollout.in(
                    new Promoted(Instant.parse("2026-11-22T12:00:00Z")),
                    new Revision(
                        id, Path.of("/a.jar"), new Digest("ab".repeat(32)), Settings.none(), 1),
                    null)));
  }

  private void wanted(String service, Map<String, String> fingerprints) {
    synchronized (running) {
      running.settings(new ServiceName(service), fingerprints);
    }
  }

  private boolean instance(String service) {
    synchronized (running) {
      return running.observe(new ServiceName(service)).size() == 1;
    }
  }

  private JsonNode drift(String service) throws Exception {
    return json(call("GET", "/services/" + service + "/drift", "", viewer()));
  }

  private HttpResponse<String> restart(String service, String body, String who) throws Exception {
    return call("POST", "/services/" + service + "/restarts", body, who);
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
      return Files.createTempDirectory("belay-drift-home");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
