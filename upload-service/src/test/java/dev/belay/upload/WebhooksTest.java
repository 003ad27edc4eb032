package dev.belay.upload;

import static dev.belay.upload.Answer.KEY;
import static dev.belay.upload.Answer.get;
import static dev.belay.upload.Answer.request;
import static dev.belay.upload.Answer.upload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.belay.images.Pictures;
import dev.belay.upload.gpu.FakeGpu;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
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

/** Webhooks as whoever is told sees them, over real HTTP. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "API_KEY=gpu-key",
      "upload.api-keys="
          + Answer.KEY_SHA256
          + ",d9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa",
      "upload.webhooks.key=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
      "upload.webhooks.allow-private=true",
      "upload.webhooks.per-key=3",
      "upload.webhooks.retry-delay=20ms",
      "upload.webhooks.max-retry-delay=50ms",
      "upload.webhooks.max-attempts=3",
      "upload.webhooks.poll-interval=100ms",
      "upload.gpu.cutout-by-default=false",
      "upload.gpu.poll-interval=100ms"
    })
class WebhooksTest {

  private static final byte[] JPEG = Pictures.jpeg(Pictures.quarters(80, 60));
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  // Its SHA-256 is configured above.
  private static final String OTHER_KEY = "other";
  private static final FakeGpu GPU = new FakeGpu();

  @TempDir static Path store;
  @LocalServerPort int port;

  private record Told(String path, com.sun.net.httpserver.Headers headers, String body) {

    String header(String name) {
      return headers.getFirst(name);
    }
  }

  private final List<Told> told = new CopyOnWriteArrayList<>();
  private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();
  private HttpServer receiver;

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    Databases.Prepared database = Databases.prepared();
    registry.add("upload.gpu.url", GPU::url);
    registry.add("upload.store.directory", () -> store.resolve("uploads"));
    registry.add("spring.datasource.url", database::url);
    registry.add("spring.datasource.username", database::user);
    registry.add("spring.flyway.url", database::url);
    registry.add("spring.flyway.user", database::owner);
  }

  @BeforeEach
  void listen() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext("/", this::take);
    receiver.start();
  }

  private void take(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      Integer answer = answers.poll();
      exchange.getResponseHeaders().add("Location", "/elsewhere");
      exchange.sendResponseHeaders(answer == null ? 204 : answer, -1);
      told.add(new Told(exchange.getRequestURI().getPath(), exchange.getRequestHeaders(), body));
    }
  }

  @AfterEach
  void removeAll() {
    for (String key : List.of(KEY, OTHER_KEY)) {
      get(port, "/api/v1/webhooks", "X-API-Key", key)
          .json()
          .forEach(
              each -> assertThat(delete(each.get("id").asString(), key).status()).isEqualTo(204));
    }
    receiver.stop(0);
  }

  @AfterAll
  static void stop() {
    GPU.close();
  }

  private Answer delete(String id, String key) {
    return Answer.to(request(port, "/api/v1/webhooks/" + id).DELETE().header("X-API-Key", key));
  }

  private Answer subscribe(String key, String body) {
    return Answer.to(
        request(port, "/api/v1/webhooks")
            .headers("X-API-Key", key, "Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  private JsonNode subscribed(String... events) {
    Answer made = subscribe(KEY, wanted(events));
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    return made.json();
  }

  private String wanted(String... events) {
    return "{\"url\":\"http://127.0.0.1:%d/hook\",\"events\":[\"%s\"]}"
        .formatted(receiver.getAddress().getPort(), String.join("\",\"", events));
  }

  private JsonNode stored(String query) {
    Answer answer =
        Answer.to(
            upload(port, "name=\"file\"; filename=\"f.jpg\"", JPEG)
                .uri(URI.create("http://127.0.0.1:" + port + "/api/v1/upload/image" + query))
                .headers("X-API-Key", KEY, "X-Correlation-Id", "order-88"));
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json();
  }

  private JsonNode delivery(JsonNode webhook, String state) {
    String path = "/api/v1/webhooks/" + webhook.get("id").asString() + "/deliveries";
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(get(port, path, "X-API-Key", KEY).json().path(0).path("state").asString(""))
                .isEqualTo(state));
    JsonNode all = get(port, path, "X-API-Key", KEY).json();
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  private static String signature(String secret, Told told) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    byte[] key = Base64.getDecoder().decode(secret.replaceFirst("^whsec_", ""));
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    String signed =
        told.header("webhook-id") + "." + told.header("webhook-timestamp") + "." + told.body();
    return "v1,"
        + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void tellsOfAnUploadOnceAndSignsIt() throws Exception {
    JsonNode webhook = subscribed("upload.stored");
    JsonNode upload = stored("");

    JsonNode delivery = delivery(webhook, "DELIVERED");

    assertThat(told).hasSize(1);
    Told one = told.getFirst();
    assertThat(one.header("webhook-signature"))
        .isEqualTo(signature(webhook.get("secret").asString(), one));
    assertThat(one.header("webhook-id")).isEqualTo("msg_" + delivery.get("id").asString());
    assertThat(Instant.ofEpochSecond(Long.parseLong(one.header("webhook-timestamp"))))
        .isBetween(Instant.now().minusSeconds(60), Instant.now());
    assertThat(one.header("X-Correlation-Id")).isEqualTo("order-88");
    JsonNode event = new JsonMapper().readTree(one.body());
    assertThat(event.get("type").asString()).isEqualTo("upload.stored");
    JsonNode file = event.get("data").get("file");
    assertThat(file.get("id")).isEqualTo(upload.get("id"));
    assertThat(file.get("sha256")).isEqualTo(upload.get("sha256"));
    assertThat(get(port, file.get("url").asString()).status()).isEqualTo(200);
    assertThat(delivery.get("attempts").asInt()).isOne();
    assertThat(delivery.get("status").asInt()).isEqualTo(204);
  }

  @Test
  void triesAgainWithTheSameIdUntilItIsTaken() {
    JsonNode webhook = subscribed("upload.stored");
    Collections.addAll(answers, 503, 302);
    stored("");
    JsonNode delivery = delivery(webhook, "DELIVERED");
    assertThat(delivery.get("attempts").asInt()).isEqualTo(3);
    assertThat(told).hasSize(3);
    assertThat(told).extracting(Told::path).containsOnly("/hook");
    assertThat(told.stream().map(each -> each.header("webhook-id")).distinct()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"500, 3, answered 500", "302, 3, a redirect", "410, 1, nobody wants to be told"})
  void givesUpAndSaysWhy(int status, int attempts, String words) {
    JsonNode webhook = subscribed("upload.stored");
    answers.addAll(Collections.nCopies(5, status));
    stored("");
    JsonNode dead = delivery(webhook, "DEAD");
    assertThat(dead.get("attempts").asInt()).isEqualTo(attempts);
    assertThat(dead.get("status").asInt()).isEqualTo(status);
    assertThat(dead.get("problem").asString()).contains(words);
    assertThat(dead.has("nextAttemptAt")).isFalse();
    assertThat(told).hasSize(attempts);
    assertThat(get(port, "/actuator/prometheus").text())
        .contains("upload_webhooks_attempt_seconds_count", "upload_webhooks_waiting");
  }

  @Test
  void tellsHowAJobEnded() {
    JsonNode webhook = subscribed("job.succeeded", "job.failed");
    GPU.answer(FakeGpu.cutout(Pictures.png(Pictures.disc(20))));
    JsonNode done = stored("?cutout=true");
    delivery(webhook, "DELIVERED");
    JsonNode succeeded = new JsonMapper().readTree(told.getFirst().body());
    assertThat(succeeded.get("type").asString()).isEqualTo("job.succeeded");
    assertThat(succeeded.at("/data/job/id")).isEqualTo(done.at("/job/id"));
    assertThat(succeeded.at("/data/file/id")).isEqualTo(done.get("id"));

    GPU.answer(FakeGpu.problem(422, "corrupt-image", "Corrupt image"));
    JsonNode refused = stored("?cutout=true");
    await().atMost(PATIENCE).until(() -> told.size() == 2);
    JsonNode failed = new JsonMapper().readTree(told.getLast().body());
    assertThat(failed.get("type").asString()).isEqualTo("job.failed");
    assertThat(failed.at("/data/job/id")).isEqualTo(refused.at("/job/id"));
    assertThat(failed.at("/data/job/problem/type").asString())
        .isEqualTo("urn:belay:problem:corrupt-image");
    assertThat(told.getLast().header("X-Correlation-Id")).isEqualTo("order-88");
  }

  @Test
  void belongsToItsKeyAlone() {
    JsonNode mine = subscribed("upload.stored");
    String path = "/api/v1/webhooks/" + mine.get("id").asString();
    assertThat(get(port, path, "X-API-Key", KEY).text()).doesNotContain("secret", "whsec_");
    assertThat(get(port, "/api/v1/webhooks", "X-API-Key", KEY).text()).doesNotContain("whsec_");
    get(port, path, "X-API-Key", OTHER_KEY).problem(404, "no-such-webhook");
    get(port, path + "/deliveries", "X-API-Key", OTHER_KEY).problem(404, "no-such-webhook");
    delete(mine.get("id").asString(), OTHER_KEY).problem(404, "no-such-webhook");
    assertThat(get(port, "/api/v1/webhooks", "X-API-Key", OTHER_KEY).json()).isEmpty();
    get(port, "/api/v1/webhooks").problem(401, "api-key-refused");

    Answer others = subscribe(OTHER_KEY, wanted("upload.stored"));
    stored("");
    delivery(mine, "DELIVERED");
    String otherId = others.json().get("id").asString();
    assertThat(
            get(port, "/api/v1/webhooks/" + otherId + "/deliveries", "X-API-Key", OTHER_KEY).json())
        .isEmpty();
  }

  @Test
  void isBoundedForEachKey() {
    var made = new ArrayDeque<JsonNode>();
    for (int i = 0; i < 3; i++) {
      made.add(subscribed("job.failed"));
    }
    assertThat(subscribe(KEY, wanted("job.failed")).problem(409, "too-many-webhooks").toString())
        .contains("3 webhooks", "upload.webhooks.per-key");
    assertThat(delete(made.getFirst().get("id").asString(), KEY).status()).isEqualTo(204);
    subscribed("job.failed");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | url must be",
        "{\"url\":\"ftp://h/\",\"events\":[\"upload.stored\"]} | url must be",
        "{\"url\":\"http://u:p@h/\",\"events\":[\"upload.stored\"]} | url must be",
        "{\"url\":\"http://h/\"} | events must be some of upload.stored, job.succeeded, job.failed",
        "{\"url\":\"http://h/\",\"events\":[\"x\"]} | events must be"
      })
  void saysWhatIsWrong(String body, String words) {
    assertThat(subscribe(KEY, body).problem(400, "malformed-webhook").get("detail").asString())
        .contains(words);
  }
}
