package dev.belay.upload;

import static dev.belay.upload.Answer.get;
import static dev.belay.upload.Answer.upload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belay.drills.store.Manner;
import dev.belay.images.Pictures;
import dev.belay.upload.gpu.FakeGpu;
import dev.belay.upload.store.ObjectStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** The whole service with its files in an object store. */
@ExtendWith(OutputCaptureExtension.class)
class ObjectStoreTest {

  private static final byte[] JPEG = Pictures.jpeg(Pictures.quarters(300, 200));
  private static final byte[] CUTOUT = Pictures.png(Pictures.disc(40));
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Manner FAITHFUL = new Manner.Faithful();

  @TempDir static Path temporary;
  private static ObjectStores objects;
  private static FakeGpu gpu;
  private static ConfigurableApplicationContext service;
  private static int port;

  @BeforeAll
  static void start() throws Exception {
    objects = new ObjectStores(temporary.resolve("objects"));
    gpu = new FakeGpu();
    gpu.answer(FakeGpu.cutout(CUTOUT));
    Databases.Prepared database = Databases.prepared();
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--server.port=0",
                "--API_KEY=gpu-key",
                "--upload.gpu.url=" + gpu.url(),
                "--upload.gpu.poll-interval=200ms",
                "--upload.api-keys=" + Answer.KEY_SHA256,
                "--upload.store.directory=" + temporary.resolve("here"),
                "--spring.datasource.url=" + database.url(),
                "--spring.datasource.username=" + database.user(),
                "--spring.flyway.url=" + database.url(),
                "--spring.flyway.user=" + database.owner()));
    objects.properties().forEach((name, value) -> arguments.add("--" + name + "=" + value));
    service =
        new SpringApplicationBuilder(UploadApplication.class).run(arguments.toArray(String[]::new));
    port = service.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
  }

  @AfterAll
  static void stop() throws Exception {
    service.close();
    gpu.close();
    objects.close();
  }

  @BeforeEach
  void behave() {
    objects.always("", FAITHFUL);
  }

  private static String stored() {
    Answer created = upload(port, JPEG);
    assertThat(created.status()).as(created.text()).isEqualTo(201);
    return created.header("Location").orElseThrow().replaceFirst(".*(?=/api/)", "");
  }

  private static void awaitReadiness(int status) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(get(port, "/readyz").status()).isEqualTo(status));
  }

  @Test
  void keepsServesAndCutsOutWithNothingLeftOnThisMachine() throws Exception {
    String path = stored();
    assertThat(get(port, path + "/original").body()).isEqualTo(JPEG);
    Answer main = get(port, path + "/main");
    assertThat(main.body()).hasSize(get(port, path).json().at("/main/bytes").asInt());
    Answer part = get(port, path + "/main", "Range", "bytes=100-299");
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.body()).isEqualTo(Arrays.copyOfRange(main.body(), 100, 300));
    Answer webp = get(port, path + "/main", "Accept", "image/webp");
    assertThat(webp.header("Content-Type")).contains("image/webp");
    assertThat(get(port, path + "/main", "Accept", "image/webp").body()).isEqualTo(webp.body());
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(get(port, path + "/cutout").body()).isEqualTo(CUTOUT));
    awaitReadiness(200);
    assertThat(filesHere()).isEmpty();
    String id = path.substring(path.lastIndexOf('/') + 1);
    try (Stream<Path> kept = Files.list(objects.bucket().resolve("files").resolve(id))) {
      assertThat(kept.map(each -> each.getFileName().toString()))
          .containsExactlyInAnyOrder(
              "original", "main", "thumbnail", "main.webp", "thumbnail.webp", "cutout-1");
    }
  }

  private static List<Path> filesHere() throws IOException {
    try (Stream<Path> all = Files.walk(temporary.resolve("here"))) {
      return all.filter(Files::isRegularFile).toList();
    }
  }

  @Test
  void takesNothingAndIsNotReadyWhileTheStoreRefuses(CapturedOutput output) throws Exception {
    String path = stored();
    objects.always("PUT", new Manner.Refuses(503));
    awaitReadiness(503);
    JsonNode details = get(port, "/readyz").json().get("components").get("store").get("details");
    assertThat(details.get("problem").asString()).isEqualTo("StorageNotWritable");
    assertThat(details.get("path").asString()).isEqualTo("s3://uploads/");
    assertThat(details.get("reason").asString()).isEqualTo("The object store answered 503");
    assertThat(get(port, "/livez").status()).isEqualTo(200);
    JsonNode refused = upload(port, JPEG).problem(503, "store-unavailable");
    assertThat(refused.get("category").asString()).isEqualTo("storage");
    assertThat(get(port, path + "/original").body()).as("reads go on").isEqualTo(JPEG);
    assertThat(filesHere()).isEmpty();
    behave();
    awaitReadiness(200);
    stored();
    assertThat(output).contains("s3://uploads/files/").doesNotContain(ObjectStores.SECRET);
  }

  @Test
  void tellsReadersOfAStoreThatDoesNotGiveAndKeepsTheirFiles() {
    String path = stored();
    objects.always("HEAD", new Manner.Refuses(500));
    JsonNode problem = get(port, path + "/main").problem(503, "store-unavailable");
    assertThat(problem.get("detail").asString()).startsWith("The file could not be read.");
    behave();
    assertThat(get(port, path + "/main").status()).isEqualTo(200);
  }

  @Test
  void storesThroughAStoreThatAnswersInAnotherShape() {
    objects.always("", new Manner.Odd());
    String path = stored();
    assertThat(get(port, path + "/original").body()).isEqualTo(JPEG);
    awaitReadiness(200);
  }
}
