package dev.belay.upload;

import static dev.belay.upload.Answer.KEY;
import static dev.belay.upload.Answer.request;
import static dev.belay.upload.Answer.upload;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.images.Pictures;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** Uploads that say what their bytes are, and uploads that come again. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {"API_KEY=gpu-key", "upload.api-keys=" + Answer.KEY_SHA256})
class RepeatedUploadTest {

  private static final byte[] JPEG = Pictures.jpeg(Pictures.quarters(80, 60));
  private static final byte[] OTHER = Pictures.jpeg(Pictures.quarters(60, 80));

  @TempDir static Path store;

  @LocalServerPort int port;
  @Autowired JdbcClient jdbc;

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    Databases.Prepared database = Databases.prepared();
    registry.add("upload.store.directory", () -> store.resolve("uploads"));
    registry.add("spring.datasource.url", database::url);
    registry.add("spring.datasource.username", database::user);
    registry.add("spring.flyway.url", database::url);
    registry.add("spring.flyway.user", database::owner);
  }

  private HttpRequest.Builder body(byte[] content, String... headers) {
    var request =
        request(port, "/api/v1/upload/image?name=photo.jpg")
            .header("X-API-Key", KEY)
            .header("Content-Type", "image/jpeg")
            .POST(BodyPublishers.ofByteArray(content));
    return headers.length == 0 ? request : request.headers(headers);
  }

  private static String digest(byte[] content) throws Exception {
    byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(content);
    return "sha-256=:" + Base64.getEncoder().encodeToString(sha256) + ":";
  }

  private long rows() {
    return jdbc.sql("select count(*) from uploaded_files").query(Long.class).single();
  }

  private static long files() throws Exception {
    try (Stream<Path> all = Files.walk(store)) {
      return all.filter(Files::isRegularFile).count();
    }
  }

  @Test
  void takesAnImageAsTheBodyItself() {
    JsonNode json = Answer.to(body(JPEG)).json();
    assertThat(json.get("fileName").asString()).isEqualTo("photo.jpg");
    assertThat(json.get("bytes").asInt()).isEqualTo(JPEG.length);
    assertThat(json.has("notes")).isFalse();
    Answer.to(body(new byte[0])).problem(400, "empty-file");
  }

  @Test
  void takesWhatHasTheAnnouncedDigest() throws Exception {
    assertThat(Answer.to(body(JPEG, "Content-Digest", digest(JPEG))).status()).isEqualTo(201);
    assertThat(Answer.to(body(JPEG, "Content-Digest", "sha-512=:AAAA:, " + digest(JPEG))).status())
        .isEqualTo(201);
    assertThat(Answer.to(body(JPEG, "Content-Digest", "md5=:AAAA:")).status())
        .as("an algorithm that is not known says nothing")
        .isEqualTo(201);
    String part = "name=\"file\"; filename=\"f\"\r\nContent-Digest: " + digest(JPEG);
    assertThat(Answer.to(upload(port, part, JPEG).header("X-API-Key", KEY)).status())
        .isEqualTo(201);
  }

  @Test
  void storesNothingOfOtherBytesThanAnnounced() throws Exception {
    long rows = rows();
    long files = files();
    JsonNode problem =
        Answer.to(body(JPEG, "Content-Digest", digest(OTHER))).problem(400, "digest-mismatch");
    assertThat(problem.get("found").asString()).isEqualTo(digest(JPEG));
    assertThat(problem.get("detail").asString()).contains(digest(OTHER), digest(JPEG));
    String part = "name=\"file\"; filename=\"f\"\r\nContent-Digest: " + digest(OTHER);
    Answer.to(upload(port, part, JPEG).header("X-API-Key", KEY)).problem(400, "digest-mismatch");
    assertThat(rows()).isEqualTo(rows);
    assertThat(files()).isEqualTo(files);
  }

  @ParameterizedTest
  @ValueSource(strings = {"sha-256", "sha-256=abc", "sha-256=:!!:", "sha-256=:AAAA:", "=:AAAA:"})
  void refusesADigestThatIsNone(String header) {
    Answer.to(body(JPEG, "Content-Digest", header)).problem(400, "malformed-digest");
  }

  @Test
  void refusesADigestOfTheWholeForm() throws Exception {
    var form = upload(port, "name=\"file\"; filename=\"f\"", JPEG).header("X-API-Key", KEY);
    Answer.to(form.header("Content-Digest", digest(JPEG))).problem(400, "malformed-digest");
  }

  @Test
  void makesOneUploadOfTwoWithTheSameName() throws Exception {
    String name = UUID.randomUUID().toString();
    Answer first = Answer.to(body(JPEG, "Idempotency-Key", name));
    long rows = rows();
    long files = files();

    Answer second = Answer.to(body(JPEG, "Idempotency-Key", "\"" + name + "\""));

    assertThat(first.header("Idempotency-Replayed")).isEmpty();
    assertThat(second.status()).isEqualTo(201);
    assertThat(second.header("Idempotency-Replayed")).contains("true");
    assertThat(second.header("Location")).isEqualTo(first.header("Location"));
    assertThat(second.json()).isEqualTo(first.json());
    assertThat(rows()).isEqualTo(rows);
    assertThat(files()).isEqualTo(files);
  }

  @Test
  void refusesANameThatStandsForAnotherContent() throws Exception {
    String name = UUID.randomUUID().toString();
    assertThat(Answer.to(body(JPEG, "Idempotency-Key", name)).status()).isEqualTo(201);
    Answer.to(body(OTHER, "Idempotency-Key", name)).problem(409, "idempotency-key-reused");
  }

  @Test
  void aNameWhoseUploadWasRefusedIsFreeAgain() {
    String name = UUID.randomUUID().toString();
    byte[] broken = java.util.Arrays.copyOf(JPEG, JPEG.length / 2);
    Answer.to(body(broken, "Idempotency-Key", name)).problem(422, "corrupt-image");
    assertThat(Answer.to(body(JPEG, "Idempotency-Key", name)).status()).isEqualTo(201);
  }

  @Test
  void makesOneUploadOfManyAtTheSameTime() throws Exception {
    String name = UUID.randomUUID().toString();
    long before = rows();
    var answers = new ArrayList<Answer>();
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> all =
          IntStream.range(0, 12)
              .mapToObj(i -> callers.submit(() -> Answer.to(body(JPEG, "Idempotency-Key", name))))
              .toList();
      for (Future<Answer> each : all) {
        answers.add(each.get());
      }
    }
    assertThat(rows()).isEqualTo(before + 1);
    assertThat(answers)
        .filteredOn(each -> each.status() == 201 && each.header("Idempotency-Replayed").isEmpty())
        .hasSize(1);
    assertThat(answers)
        .filteredOn(each -> each.status() != 201)
        .allSatisfy(each -> {
          each.problem(409, "idempotency-key-in-use");
          assertThat(each.header("Retry-After")).isPresent();
        });
    assertThat(Answer.to(body(JPEG, "Idempotency-Key", name)).header("Idempotency-Replayed"))
        .contains("true");
  }

  @Test
  void aNameThatSomebodyDiedWithIsFreeWhenTheClaimHasEnded() {
    String name = UUID.randomUUID().toString();
    assertThat(Answer.to(body(JPEG, "Idempotency-Key", name)).status()).isEqualTo(201);
    jdbc.sql("update idempotency_keys set file_id = null where idempotency_key = ?")
        .param(name)
        .update();
    Answer.to(body(JPEG, "Idempotency-Key", name)).problem(409, "idempotency-key-in-use");
    jdbc.sql("update idempotency_keys set claimed_until = now() where idempotency_key = ?")
        .param(name)
        .update();
    Answer again = Answer.to(body(JPEG, "Idempotency-Key", name));
    assertThat(again.status()).isEqualTo(201);
    assertThat(again.header("Idempotency-Replayed")).isEmpty();
  }

  @Test
  void aNameIsForgottenAfterADay() {
    String name = UUID.randomUUID().toString();
    assertThat(Answer.to(body(JPEG, "Idempotency-Key", name)).status()).isEqualTo(201);
    jdbc.sql(
            "update idempotency_keys set created_at = now() - interval '25 hours'"
                + " where idempotency_key = ?")
        .param(name)
        .update();
    assertThat(Answer.to(body(OTHER, "Idempotency-Key", name)).status()).isEqualTo(201);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"\"", "tab\tin it"})
  void refusesANameThatIsNone(String name) {
    Answer.to(body(JPEG, "Idempotency-Key", name)).problem(400, "malformed-idempotency-key");
  }
}
