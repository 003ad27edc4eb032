package dev.belay.upload;

import static dev.belay.upload.Answer.get;
import static dev.belay.upload.Answer.upload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belay.images.Pictures;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** The database and the disk go away under a running service, and come back. */
class OutageTest {

  private static final byte[] JPEG = Pictures.jpeg(Pictures.quarters(300, 200));
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir static Path temporary;
  private static EmbeddedPostgres postgres;
  private static ConfigurableApplicationContext service;
  private static Path store;
  private static int databasePort;
  private static int port;

  @BeforeAll
  static void start() throws IOException {
    try (ServerSocket free = new ServerSocket(0)) {
      databasePort = free.getLocalPort();
    }
    postgres = startPostgres();
    Databases.Prepared database = Databases.prepare(postgres);
    store = temporary.resolve("store");
    service =
        new SpringApplicationBuilder(UploadApplication.class)
            .run(
                "--server.port=0",
                "--API_KEY=gpu-key",
                // Jobs are written with uploads, whether anybody is there to work on them or not.
                "--upload.gpu.url=http://127.0.0.1:1",
                "--upload.api-keys=" + Answer.KEY_SHA256,
                "--upload.store.directory=" + store,
                "--spring.datasource.url=" + database.url(),
                "--spring.datasource.username=" + database.user(),
                "--spring.flyway.url=" + database.url(),
                "--spring.flyway.user=" + database.owner());
    port = service.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
  }

  private static EmbeddedPostgres startPostgres() throws IOException {
    return EmbeddedPostgres.builder()
        .setPort(databasePort)
        .setDataDirectory(temporary.resolve("pg"))
        .setCleanDataDirectory(false)
        .start();
  }

  @AfterAll
  static void stop() throws IOException {
    service.close();
    postgres.close();
  }

  @Test
  void survivesARestartOfItsDatabase() throws IOException {
    String path = stored();
    postgres.close();
    awaitNotReady("db", "store");
    // The first checks may run into their time limit, which says less.
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          JsonNode details = details("db");
          assertThat(details.get("problem").asString()).isEqualTo("DatabaseUnavailable");
          assertThat(details.get("reason").asString()).contains("(SQLSTATE 08");
        });
    upload(port, JPEG).problem(503, "database-unavailable");
    JsonNode problem = get(port, path).problem(503, "database-unavailable");
    assertThat(problem.get("category").asString()).isEqualTo("database");
    assertThat(problem.get("retryable").asBoolean()).isTrue();
    postgres = startPostgres();
    awaitReady();
    assertThat(get(port, path).status()).isEqualTo(200);
    assertThat(get(port, path + "/main").status()).isEqualTo(200);
    stored();
  }

  @Test
  void survivesTheLossOfItsDisk() throws IOException {
    String path = stored();
    Path away = temporary.resolve("away");
    Files.move(store, away);
    Files.write(store, new byte[1]);
    awaitNotReady("store", "db");
    JsonNode details = details("store");
    assertThat(details.get("problem").asString()).isEqualTo("StorageNotWritable");
    assertThat(details.get("path").asString()).isEqualTo(store.toString());
    assertThat(details.get("reason").asString()).isEqualTo("Not a directory");
    Answer refused = upload(port, JPEG);
    JsonNode problem = refused.problem(503, "store-unavailable");
    assertThat(problem.get("category").asString()).isEqualTo("storage");
    assertThat(refused.header("Retry-After")).contains("2");
    Files.delete(store);
    Files.move(away, store);
    awaitReady();
    assertThat(get(port, path + "/main").status()).isEqualTo(200);
    stored();
  }

  private static String stored() {
    Answer created = upload(port, JPEG);
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    return created.header("Location").orElseThrow();
  }

  private static JsonNode details(String component) {
    return get(port, "/readyz").json().get("components").get(component).get("details");
  }

  private static void awaitNotReady(String down, String up) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> {
          Answer ready = get(port, "/readyz");
          assertThat(ready.status()).isEqualTo(503);
          JsonNode components = ready.json().get("components");
          assertThat(components.get(down).get("status").asString()).isEqualTo("DOWN");
          assertThat(components.get(up).get("status").asString()).isEqualTo("UP");
          assertThat(components.get(down).get("details").has("problem")).isTrue();
          assertThat(components.get(up).has("details")).isFalse();
          assertThat(ready.text()).doesNotContain("jdbc", "Exception", "127.0.0.1", "localhost");
        });
    assertThat(get(port, "/livez").status()).isEqualTo(200);
  }

  private static void awaitReady() {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(get(port, "/readyz").status()).isEqualTo(200));
  }
}
