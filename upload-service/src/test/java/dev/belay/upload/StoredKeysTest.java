package dev.belay.upload;

import static dev.belay.upload.Answer.request;
import static dev.belay.upload.Answer.upload;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.images.Pictures;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** Keys that an administrator makes, and what they may a day. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {"API_KEY=gpu-key", "upload.admin-api-keys=" + Answer.KEY_SHA256})
class StoredKeysTest {

  private static final byte[] JPEG = Pictures.jpeg(Pictures.quarters(80, 60));

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

  private JsonNode made(String json) {
    Answer made =
        Answer.to(
            request(port, "/api/v1/keys")
                .header("X-API-Key", Answer.KEY)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json)));
    assertThat(made.status()).as(made.text()).isEqualTo(201);
    return made.json();
  }

  private Answer uploadedWith(String key) {
    return Answer.to(upload(port, "name=\"file\"; filename=\"f\"", JPEG).header("X-API-Key", key));
  }

  @Test
  void takesAnUploadWithAMadeKeyAndRecordsWhose() {
    JsonNode key = made("{\"name\":\"shop\",\"scopes\":[\"upload\"]}");
    Answer created = uploadedWith(key.get("key").asString());
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    assertThat(created.header("RateLimit-Policy")).contains("\"minute\";q=6000;w=60");
    assertThat(
            jdbc.sql("select api_key_id from uploaded_files where id = ?::uuid")
                .param(created.json().get("id").asString())
                .query(String.class)
                .single())
        .isEqualTo(key.get("id").asString());
  }

  @Test
  void takesNoUploadWithTheKeyOfAnAdministrator() {
    uploadedWith(Answer.KEY).problem(403, "api-key-scope");
  }

  @Test
  void keepsNothingOfAnUploadOverTheQuota() throws Exception {
    String key =
        made("{\"name\":\"small\",\"scopes\":[\"upload\"],\"bytesPerDay\":%d}"
                .formatted(JPEG.length * 2 - 1))
            .get("key")
            .asString();
    assertThat(uploadedWith(key).status()).isEqualTo(201);
    long rows = rows();
    long files = files();

    JsonNode refused = uploadedWith(key).problem(429, "quota-exceeded");

    assertThat(refused.get("usedBytes").asInt()).isEqualTo(JPEG.length);
    assertThat(refused.get("actualBytes").asInt()).isEqualTo(JPEG.length);
    assertThat(rows()).isEqualTo(rows);
    assertThat(files()).isEqualTo(files);
  }

  private long rows() {
    return jdbc.sql("select count(*) from uploaded_files").query(Long.class).single();
  }

  private long files() throws Exception {
    try (Stream<Path> all = Files.walk(store)) {
      return all.filter(Files::isRegularFile).count();
    }
  }
}
