package dev.belay.controlplane.ui.release;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belay.controlplane.ControlPlaneApplication;
import dev.belay.controlplane.catalog.Artifacts;
import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceCatalog;
import dev.belay.controlplane.catalog.ServiceDefinition;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.platform.DemoAccess;
import dev.belay.controlplane.platform.Estate;
import dev.belay.controlplane.platform.Examination;
import dev.belay.controlplane.platform.Instance;
import dev.belay.controlplane.platform.Platform;
import dev.belay.controlplane.platform.RunResult;
import dev.belay.controlplane.platform.RunSpec;
import dev.belay.controlplane.rollout.Ends;
import dev.belay.controlplane.rollout.Releases;
import dev.belay.controlplane.rollout.Rollout;
import dev.belay.controlplane.rollout.RolloutState;
import dev.belay.controlplane.rollout.RolloutStore;
import dev.belay.controlplane.rollout.Safeguards.Mode;
import dev.belay.controlplane.traffic.InMemoryRequestOutcomes;
import dev.belay.controlplane.traffic.InMemoryTrafficRouter;
import dev.belay.controlplane.verification.Finding;
import dev.belay.controlplane.verification.Subject;
import dev.belay.controlplane.verification.Verifier;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
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

/** The whole control plane over a platform on which nothing ever starts. */
@SpringBootTest(
    classes = {ControlPlaneApplication.class, PolicyApiTest.Surroundings.class},
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "belay.platform=none",
      "belay.registration.password=of-the-registrar",
      "belay.releases.at-once=20"
    })
class PolicyApiTest {

  private static final Path HOME = temporary("belay-policy-home");
  private static final Path WORK = temporary("belay policy work");
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final int SERVICES = 20;
  private static final AtomicInteger NEXT = new AtomicInteger();

  @LocalServerPort private int port;
  @Autowired private Releases releases;
  @Autowired private RolloutStore store;
  @Autowired private Gate gate;

  private ServiceName service;
  private Path jar;

  @DynamicPropertySource
  static void home(DynamicPropertyRegistry registry) {
    registry.add("belay.home", HOME::toString);
    registry.add("spring.datasource.url", () -> "jdbc:h2:mem:policy;DB_CLOSE_DELAY=-1");
  }

  /** Every test has a service of its own. */
  @BeforeEach
  void choose() throws IOException {
    service = new ServiceName("shop-" + NEXT.getAndIncrement());
    jar = Files.writeString(WORK.resolve(service + ".jar"), "first build of " + service);
    gate.blocks = true;
  }

  @Test
  void theFirstDocumentStartsARolloutAndTheSameAgainDoesNothing() throws Exception {
    var first = apply(document("bake: 5m"));
    assertThat(first.statusCode()).isEqualTo(202);
    assertThat(first.headers().firstValue("Location"))
        .contains("/api/v1/services/%s/rollouts/r1".formatted(service));
    assertThat(json(first).get("result").asString()).isEqualTo("rollout");
    assertThat(json(first).get("revision").asString()).isEqualTo("r1");
    ended();

    var again = apply(document("# only a comment\nbake: 300s\nstepDuration: 1m"));
    assertThat(again.statusCode()).isEqualTo(200);
    assertThat(json(again).get("result").asString()).isEqualTo("unchanged");
    assertThat(json(again).get("revision").asString()).isEqualTo("r1");
    assertThat(releases.list(service, 5)).hasSize(1);
  }

  @Test
  void aChangedPolicyIsStoredAndFollowedByTheNextRolloutOnly() throws Exception {
    gate.blocks = false;
    apply(document("bake: 5m"));
    var changed = json(apply(document("bake: 7m\nmode: gate")));
    assertThat(changed.get("result").asString()).isEqualTo("policy");
    assertThat(texts(changed.get("changes")))
        .containsExactlyInAnyOrder("spec.bake: 5m -> 7m", "spec.mode: act -> gate");
    assertThat(releases.newest(service).ended()).isFalse();
    assertThat(releases.newest(service).policy().mode()).isEqualTo(Mode.ACT);

    call("POST", "/services/%s/rollouts/current/abort".formatted(service), "{}", operator());
    ended();
    gate.blocks = true;
    var started =
        call(
            "POST",
            "/services/%s/rollouts".formatted(service),
            "{\"artifact\":\"%s\",\"policy\":{\"alpha\":0.1}}".formatted(jar),
            operator());
    assertThat(started.statusCode()).isEqualTo(202);
    assertThat(releases.newest(service).policy().mode()).isEqualTo(Mode.GATE);
  }

  @Test
  void aChangedTargetStartsARollout() throws Exception {
    apply(document("bake: 5m"));
    ended();
    Files.writeString(jar, "second build");
    var rebuilt = json(apply(document("bake: 5m")));
    assertThat(rebuilt.get("result").asString()).isEqualTo("rollout");
    assertThat(texts(rebuilt.get("changes")))
        .singleElement()
        .asString()
        .startsWith("spec.target.process.artifact: sha256:");
    ended();

    var resized = json(apply(document("bake: 5m", ", settings: {A: \"hush\"}, instances: 2")));
    assertThat(resized.get("revision").asString()).isEqualTo("r3");
    assertThat(texts(resized.get("changes")))
        .containsExactlyInAnyOrder(
            "spec.target.process.instances: 1 -> 2", "spec.target.process.settings.A: added");
  }

  @Test
  void secretsAndMemoryReachTheRelease() throws Exception {
    apply(
        document(
            "bake: 5m",
            ", secretRefs: {TOKEN: \"file:/run/secrets/t\"}, resources: {memory: 1Gi}"));
    Revision released = releases.newest(service).candidate();
    assertThat(released.secrets().byName().get("TOKEN")).hasToString("file:/run/secrets/t");
    assertThat(released.memoryMegabytes()).isEqualTo(1024);
    assertThat(store.find(released.id()).orElseThrow().candidate()).isEqualTo(released);
  }

  @Test
  void aDryRunTellsAndChangesNothing() throws Exception {
    var dry = call("PUT", path("&dryRun=true"), document("bake: 5m"), operator());
    assertThat(dry.statusCode()).isEqualTo(200);
    assertThat(json(dry).get("result").asString()).isEqualTo("rollout");
    assertThat(json(dry).get("dryRun").asBoolean()).isTrue();
    assertThat(json(dry).get("revision").isNull()).isTrue();
    assertThat(releases.list(service, 5)).isEmpty();
    assertThat(call("GET", "/services/" + service + "/policy", "", viewer()).statusCode())
        .isEqualTo(404);
  }

  @Test
  void anotherTargetWhileARolloutIsUnderWayIsRefusedAndNothingChanged() throws Exception {
    gate.blocks = false;
    apply(document("bake: 5m"));
    Files.writeString(jar, "second build");

    for (String query : List.of("", "&dryRun=true")) {
      var refused = call("PUT", path(query), document("bake: 9m"), operator());
      assertThat(refused.statusCode()).isEqualTo(409);
      assertThat(json(refused).get("detail").asString()).contains("under way").contains("abort");
    }
    assertThat(releases.list(service, 5)).hasSize(1);
    assertThat(last().get("policy").get("bake").asString()).isEqualTo("5m");

    Files.writeString(jar, "first build of " + service);
    assertThat(json(apply(document("bake: 5m"))).get("result").asString()).isEqualTo("unchanged");
  }

  @Test
  void whatRunsAlreadyIsTakenOverWithoutARollout() throws Exception {
    String digest = new Artifacts(WORK.resolve("unused")).digest(jar).sha256();
    Rollout stable =
        Ends.promoted(
            store,
            service,
            like ->
                new Revision(
                    like.id(),
                    like.artifact(),
                    new dev.belay.controlplane.catalog.Digest(digest),
                    like.settings(),
                    1));
    var applied = json(apply(document("bake: 5m")));
    assertThat(applied.get("result").asString()).isEqualTo("policy");
    assertThat(applied.get("revision").asString()).isEqualTo(stable.id().label());
    assertThat(store.newest(service, 5)).hasSize(1);
  }

  @Test
  void allErrorsAreToldWithTheirPlacesAndNothingChanges() throws Exception {
    var refused = apply(document("steps: [5, 2]\nbake: 5"));
    assertThat(refused.statusCode()).isEqualTo(422);
    assertThat(refused.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/problem+json");
    JsonNode errors = json(refused).get("errors");
    assertThat(errors.size()).isEqualTo(2);
    JsonNode first = errors.get(0);
    assertThat(first.get("line").asInt()).isEqualTo(6);
    assertThat(first.get("column").asInt()).isEqualTo(14);
    assertThat(first.get("pointer").asString()).isEqualTo("spec.steps[1]");
    assertThat(first.get("message").asString()).isEqualTo("2 is not above 5: steps must ascend");
    assertThat(first.get("remedy").asString()).isNotBlank();
    assertThat(releases.list(service, 5)).isEmpty();
  }

  @Test
  void aMissingArtifactIsAnErrorAtItsPlace() throws Exception {
    Files.delete(jar);
    JsonNode errors = json(apply(document("bake: 5m"))).get("errors");
    assertThat(errors.size()).isEqualTo(1);
    assertThat(errors.get(0).get("line").asInt()).isEqualTo(5);
    assertThat(errors.get(0).get("pointer").asString()).isEqualTo("spec.target.process.artifact");
  }

  @Test
  void theServiceOfTheAddressAndOfTheDocumentAreTheSame() throws Exception {
    String there = "/services/%s/policy?directory=".formatted(service) + encoded(WORK);
    assertThat(call("PUT", there, document("bake: 5m"), operator()).statusCode()).isEqualTo(202);
    String elsewhere = "/services/shop-19/policy?directory=" + encoded(WORK);
    assertThat(call("PUT", elsewhere, document("bake: 5m"), operator()).statusCode())
        .isEqualTo(422);
  }

  @Test
  void aServiceThatIsNotKnownIsNotFound() throws Exception {
    String stranger = document("bake: 5m").replace("name: " + service, "name: stranger");
    var refused = apply(stranger);
    assertThat(refused.statusCode()).isEqualTo(404);
    assertThat(json(refused).get("detail").asString()).contains("stranger").contains("shop-1");
  }

  @Test
  void viewersReadAndOnlyOperatorsApply() throws Exception {
    assertThat(call("PUT", path(""), document("bake: 5m"), viewer()).statusCode()).isEqualTo(403);
    assertThat(call("PUT", path(""), document("bake: 5m"), null).statusCode()).isEqualTo(401);
    apply(document("bake: 5m", ", settings: {LEVEL: \"hush-hush\"}"));

    var last = call("GET", "/services/" + service + "/policy", "", viewer());
    assertThat(last.statusCode()).isEqualTo(200);
    assertThat(json(last).get("appliedBy").asString()).isEqualTo("operator");
    assertThat(Instant.parse(json(last).get("appliedAt").asString()))
        .isBeforeOrEqualTo(Instant.now());
    assertThat(json(last).get("revision").asString()).isEqualTo("r1");
    assertThat(json(last).get("target").get("settings.LEVEL").asString()).isEqualTo("(set)");
    assertThat(last.body()).doesNotContain("hush-hush");
  }

  @Test
  void otherBodiesAreRefused() throws Exception {
    var json =
        HttpRequest.newBuilder(url(path("")))
            .header("Authorization", operator())
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString("{}"));
    assertThat(HTTP.send(json.build(), HttpResponse.BodyHandlers.ofString()).statusCode())
        .isEqualTo(415);
    var latin =
        HttpRequest.newBuilder(url(path("")))
            .header("Authorization", operator())
            .header("Content-Type", "application/yaml")
            .PUT(HttpRequest.BodyPublishers.ofByteArray(new byte[] {(byte) 0xe4, (byte) 0xe4}));
    assertThat(HTTP.send(latin.build(), HttpResponse.BodyHandlers.ofString()).body())
        .contains("UTF-8");
    assertThat(call("PUT", path(""), "a".repeat(300_000), operator()).statusCode()).isEqualTo(413);
    assertThat(call("PUT", "/policy?directory=here", document(""), operator()).statusCode())
        .isEqualTo(400);
  }

  @Test
  void theSchemaIsServed() throws Exception {
    var schema = call("GET", "/schemas/release-policy.v1alpha1.json", "", viewer());
    assertThat(schema.statusCode()).isEqualTo(200);
    assertThat(schema.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/schema+json");
    assertThat(json(schema).get("title").asString()).startsWith("Belay ReleasePolicy");
  }

  @Test
  void openApiKnowsThePolicy() throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v3/api-docs"))
            .header("Authorization", viewer());
    String document = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString()).body();
    JsonNode put =
        JsonMapper.shared()
            .readTree(document)
            .get("paths")
            .get("/api/v1/services/{service}/policy");
    assertThat(put.get("put").get("requestBody").get("content").has("application/yaml")).isTrue();
  }

  private void ended() {
    await().atMost(Duration.ofSeconds(60)).until(() -> releases.newest(service).ended());
    assertThat(releases.newest(service).state())
        .isInstanceOfAny(RolloutState.Blocked.class, RolloutState.RolledBack.class);
  }

  private String document(String spec) {
    return document(spec, "");
  }

  private String document(String spec, String process) {
    return """
    apiVersion: belay.dev/v1alpha1
    kind: ReleasePolicy
    metadata: {name: %s}
    spec:
      target: {process: {artifact: %s%s}}
    %s\
    """
        .formatted(service, jar.getFileName(), process, spec.indent(2));
  }

  private HttpResponse<String> apply(String document) throws Exception {
    return call("PUT", path(""), document, operator());
  }

  private String path(String more) {
    return "/policy?directory=" + encoded(WORK) + more;
  }

  private JsonNode last() throws Exception {
    return json(call("GET", "/services/" + service + "/policy", "", viewer()));
  }

  private HttpResponse<String> call(String method, String path, String body, String who)
      throws Exception {
    var request =
        HttpRequest.newBuilder(url(path))
            .header("Content-Type", method.equals("PUT") ? "application/yaml" : "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (who != null) {
      request.header("Authorization", who);
    }
    return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  private URI url(String path) {
    return URI.create("http://127.0.0.1:" + port + "/api/v1" + path);
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

  private static String encoded(Path path) {
    return URLEncoder.encode(path.toString(), StandardCharsets.UTF_8);
  }

  private static JsonNode json(HttpResponse<String> answer) {
    return JsonMapper.shared().readTree(answer.body());
  }

  private static List<String> texts(JsonNode list) {
    return IntStream.range(0, list.size()).mapToObj(i -> list.get(i).asString()).toList();
  }

  private static Path temporary(String name) {
    try {
      return Files.createTempDirectory(name);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Whether rollouts end at once or wait for instances that never come. */
  static final class Gate implements Verifier {
    private volatile boolean blocks = true;

    @Override
    public List<Finding> verify(Subject subject) {
      return blocks ? List.of(Finding.blocker("Test", "blocked", "none")) : List.of();
    }
  }

  @TestConfiguration(proxyBeanMethods = false)
  static class Surroundings {

    @Bean
    @Primary
    Gate gate() {
      return new Gate();
    }

    @Bean
    ServiceCatalog serviceCatalog() {
      return new ServiceCatalog(
          IntStream.range(0, SERVICES)
              .mapToObj(i ->
                  new ServiceDefinition(
                      new ServiceName("shop-" + i), URI.create("http://127.0.0.1:1"), null, 1))
              .toList());
    }

    @Bean
    Artifacts artifacts() {
      return new Artifacts(HOME.resolve("artifacts"));
    }

    @Bean
    InMemoryTrafficRouter trafficRouter() {
      return new InMemoryTrafficRouter();
    }

    @Bean
    InMemoryRequestOutcomes requestOutcomes(InMemoryTrafficRouter router) {
      return new InMemoryRequestOutcomes(router, Clock.systemUTC());
    }

    @Bean
    Estate estate() {
      return () -> {};
    }

    @Bean
    DemoAccess demoAccess() {
      return new DemoAccess("demo");
    }

    @Bean
    Platform platform() {
      return new Platform() {
        @Override
        public void start(Revision revision, FencingToken token) {}

        @Override
        public void stop(RevisionId revision, Duration grace, FencingToken token) {}

        @Override
        public void restart(
            String instance,
            Instant processStartedAt,
            Duration grace,
            Replacement why,
            FencingToken token) {}

        @Override
        public List<Instance> observe(ServiceName asked) {
          return List.of();
        }

        @Override
        public Optional<Examination> examine(String instance) {
          return Optional.empty();
        }

        @Override
        public RunResult runOnce(RunSpec spec, FencingToken token) {
          return new RunResult.Succeeded(Duration.ZERO);
        }
      };
    }
  }
}
