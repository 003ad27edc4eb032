package dev.belay.apikeys;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Keys as their holders meet them, on a real PostgreSQL. */
@SpringBootTest(
    classes = GuardedApi.class,
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = "spring.flyway.locations=classpath:db/api-keys")
@ExtendWith(OutputCaptureExtension.class)
class ApiKeysApiTest {

  private static final EmbeddedPostgres POSTGRES = start();
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final JsonMapper JSON = JsonMapper.shared();

  @LocalServerPort int port;
  @Autowired JdbcClient jdbc;

  private static EmbeddedPostgres start() {
    try {
      return EmbeddedPostgres.builder().setServerConfig("fsync", "off").start();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterAll
  static void stop() throws IOException {
    POSTGRES.close();
  }

  @DynamicPropertySource
  static void database(DynamicPropertyRegistry registry) {
    registry.add("spring.datasource.url", () -> POSTGRES.getJdbcUrl("postgres", "postgres"));
  }

  private record Answer(HttpResponse<String> response) {

    int status() {
      return response.statusCode();
    }

    JsonNode json() {
      return JSON.readTree(response.body());
    }

    String type() {
      return json().path("type").asString("").replace("urn:belay:problem:", "");
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }
  }

  private Answer send(String method, String path, String key, String body) {
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Content-Type", path.startsWith("/api") ? "application/json" : "image/png")
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!key.isEmpty()) {
      request.header("X-API-Key", key);
    }
    try {
      return new Answer(CLIENT.send(request.build(), BodyHandlers.ofString()));
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private JsonNode made(String json) {
    Answer made = send("POST", "/api/v1/keys", GuardedApi.ADMIN, json);
    assertThat(made.status()).as(made.response().body()).isEqualTo(201);
    assertThat(made.header("Cache-Control")).contains("no-store");
    return made.json();
  }

  private String writer() {
    return made("{\"name\":\"shop\",\"scopes\":[\"write\"]}").get("key").asString();
  }

  @Test
  void makesAKeyThatWorksAndIsKnownOnlyByItsHash(CapturedOutput log) {
    JsonNode key = made("{\"name\":\"shop\",\"scopes\":[\"write\"]}");
    String text = key.get("key").asString();

    Answer used = send("POST", "/things", text, "abc");

    assertThat(used.status()).isEqualTo(200);
    assertThat(used.json().get("by").asString()).isEqualTo("shop");
    String path = "/api/v1/keys/" + key.get("id").asString();
    JsonNode shown = send("GET", path, GuardedApi.ADMIN, "").json();
    assertThat(shown.get("name").asString()).isEqualTo("shop");
    assertThat(shown.has("key")).isFalse();
    String secret = text.substring(text.lastIndexOf('_') + 1);
    assertThat(send("GET", "/api/v1/keys", GuardedApi.ADMIN, "").response().body())
        .contains(key.get("id").asString())
        .doesNotContain(secret);
    assertThat(jdbc.sql("select * from api_keys").query().listOfRows().toString())
        .contains(key.get("id").asString())
        .doesNotContain(secret);
    assertThat(log.getAll()).contains(key.get("id").asString()).doesNotContain(secret);
  }

  @Test
  void refusesARevokedKeyAtOnce() {
    JsonNode key = made("{\"name\":\"shop\",\"scopes\":[\"write\"]}");
    String text = key.get("key").asString();
    assertThat(send("POST", "/things", text, "abc").status()).isEqualTo(200);

    Answer revoked =
        send("DELETE", "/api/v1/keys/" + key.get("id").asString(), GuardedApi.ADMIN, "");

    assertThat(revoked.json().hasNonNull("revokedAt")).isTrue();
    Answer refused = send("POST", "/things", text, "abc");
    assertThat(refused.status()).isEqualTo(401);
    assertThat(refused.type()).isEqualTo("api-key-refused");
  }

  @Test
  void refusesAKeyThatHasExpired() {
    JsonNode key =
        made(
            "{\"name\":\"guest\",\"scopes\":[\"write\"],\"expiresAt\":\"%s\"}"
                .formatted(Instant.now().plusSeconds(3600)));
    jdbc.sql("update api_keys set expires_at = now() - interval '1 second' where id = ?")
        .param(key.get("id").asString())
        .update();
    assertThat(send("POST", "/things", key.get("key").asString(), "abc").status()).isEqualTo(401);
  }

  @Test
  void refusesAKeyOfAnotherScopeAndSaysWhich() {
    Answer refused = send("GET", "/api/v1/keys", writer(), "");
    assertThat(refused.status()).isEqualTo(403);
    assertThat(refused.type()).isEqualTo("api-key-scope");
    assertThat(refused.json().get("scope").asString()).isEqualTo("keys");
    assertThat(send("POST", "/things", GuardedApi.ADMIN, "abc").type()).isEqualTo("api-key-scope");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "wrong",
        "belay_000000000000_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "belay_0000'; drop table api_keys;--"
      })
  void refusesEveryoneElse(String key) {
    assertThat(send("POST", "/things", key, "abc").type()).isEqualTo("api-key-refused");
    assertThat(send("GET", "/api/v1/keys", key, "").type()).isEqualTo("api-key-refused");
    assertThat(send("GET", "/things", key, "").status()).isEqualTo(200);
  }

  @Test
  void refusesTheIdOfAKeyWithTheSecretOfAnother() {
    String one = writer();
    String other = writer();
    String mixed = one.substring(0, one.lastIndexOf('_')) + other.substring(other.lastIndexOf('_'));
    assertThat(send("POST", "/things", mixed, "abc").status()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"name\":\"\",\"scopes\":[\"write\"]}",
        "{\"name\":\"x\",\"scopes\":[]}",
        "{\"name\":\"x\",\"scopes\":[\"everything\"]}",
        "{\"name\":\"x\",\"scopes\":[\"write\"],\"requestsPerMinute\":0}",
        "{\"name\":\"x\",\"scopes\":[\"write\"],\"expiresAt\":\"2020-01-01T00:00:00Z\"}"
      })
  void refusesKeysThatCannotBe(String json) {
    Answer refused = send("POST", "/api/v1/keys", GuardedApi.ADMIN, json);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.type()).isEqualTo("malformed-key");
  }

  @Test
  void saysHowOftenAKeyMayAskAndRefusesWhatIsMore() {
    String key =
        made("{\"name\":\"slow\",\"scopes\":[\"write\"],\"requestsPerMinute\":2}")
            .get("key")
            .asString();

    Answer first = send("POST", "/things", key, "abc");
    Answer second = send("POST", "/things", key, "abc");
    Answer third = send("POST", "/things", key, "abc");

    assertThat(first.header("RateLimit-Policy")).isEqualTo("\"minute\";q=2;w=60");
    assertThat(first.header("RateLimit")).startsWith("\"minute\";r=1;");
    assertThat(second.status()).isEqualTo(200);
    assertThat(third.status()).isEqualTo(429);
    assertThat(third.type()).isEqualTo("rate-limited");
    assertThat(Integer.parseInt(third.header("Retry-After"))).isBetween(1, 60);
  }

  @Test
  void countsTheQuotaExactlyWhoeverComesAtTheSameTime() throws Exception {
    JsonNode made =
        made(
            "{\"name\":\"metered\",\"scopes\":[\"write\"],\"requestsPerDay\":7,\"bytesPerDay\":100}");
    String key = made.get("key").asString();
    List<Answer> answers;
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> all =
          IntStream.range(0, 20)
              .mapToObj(i -> callers.submit(() -> send("POST", "/things", key, "0123456789")))
              .toList();
      answers = new java.util.ArrayList<>();
      for (Future<Answer> each : all) {
        answers.add(each.get());
      }
    }
    assertThat(answers).filteredOn(each -> each.status() == 200).hasSize(7);
    assertThat(answers)
        .filteredOn(each -> each.status() != 200)
        .allSatisfy(each -> {
          assertThat(each.type()).isEqualTo("quota-exceeded");
          assertThat(each.json().get("limitRequests").asInt()).isEqualTo(7);
          assertThat(Integer.parseInt(each.header("Retry-After"))).isBetween(1, 86_400);
        });
    assertThat(
            jdbc.sql("select requests, bytes from api_key_usage where key_id = ?")
                .param(made.get("id").asString())
                .query()
                .singleRow())
        .containsEntry("requests", 7L)
        .containsEntry("bytes", 70L);
  }

  @Test
  void namesTheBytesThatAreTooMany() {
    String key =
        made("{\"name\":\"small\",\"scopes\":[\"write\"],\"bytesPerDay\":10}")
            .get("key")
            .asString();
    assertThat(send("POST", "/things", key, "0123456").status()).isEqualTo(200);
    Answer over = send("POST", "/things", key, "0123");
    assertThat(over.type()).isEqualTo("quota-exceeded");
    assertThat(over.json().get("usedBytes").asInt()).isEqualTo(7);
    assertThat(over.json().get("limitBytes").asInt()).isEqualTo(10);
    assertThat(over.json().get("actualBytes").asInt()).isEqualTo(4);
    assertThat(over.header("RateLimit-Policy"))
        .isEqualTo("\"day-bytes\";q=10;qu=\"content-bytes\";w=86400");
    assertThat(send("POST", "/things", key, "012").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"//things", "/%74hings", "/things;x=1", "/./things", "/things/"})
  void isNotFooledByOtherSpellingsOfThePath(String path) {
    assertThat(send("POST", path, "", "abc").status()).isIn(400, 401, 404);
  }
}
