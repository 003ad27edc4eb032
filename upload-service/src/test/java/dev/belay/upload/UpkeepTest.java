package dev.belay.upload;

import static dev.belay.upload.Answer.KEY;
import static dev.belay.upload.Answer.get;
import static dev.belay.upload.Answer.upload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belay.images.Pictures;
import dev.belay.upload.files.UploadedFile;
import dev.belay.upload.files.UploadedFile.StoredImage;
import dev.belay.upload.files.UploadedFiles;
import dev.belay.upload.jobs.CutoutOrder;
import dev.belay.upload.jobs.GenerationJobs;
import dev.belay.upload.store.Store;
import dev.belay.upload.upkeep.ReconcileSettings;
import dev.belay.upload.upkeep.Reconciler;
import dev.belay.upload.upkeep.Retention;
import dev.belay.upload.upkeep.RetentionSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/** Uploads that grow old, and files that go missing, as readers see it. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "API_KEY=gpu-key",
      "upload.api-keys=" + Answer.KEY_SHA256,
      "upload.admin-api-keys=d9298a10d1b0735837dc4bd85dac641b0f3cef27a47e5d53a54f2f3f5b2fcffa"
    })
class UpkeepTest {

  private static final byte[] JPEG = Pictures.jpeg(Pictures.quarters(80, 60));
  // Its SHA-256 is configured above.
  private static final String ADMIN_KEY = "other";
  private static final String DRY_RUN = "/api/v1/retention/dry-run";
  private static final String[] TABLES = {
    "generation_jobs", "idempotency_keys", "expired_files", "missing_files", "uploaded_files"
  };

  @TempDir static Path store;
  @LocalServerPort int port;
  @Autowired JdbcClient jdbc;
  @Autowired UploadedFiles uploadedFiles;
  @Autowired GenerationJobs generationJobs;
  @Autowired Store files;
  @Autowired PlatformTransactionManager transactions;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    Databases.Prepared database = Databases.prepared();
    registry.add("upload.store.directory", () -> store.resolve("uploads"));
    registry.add("spring.datasource.url", database::url);
    registry.add("spring.datasource.username", database::user);
    registry.add("spring.flyway.url", database::url);
    registry.add("spring.flyway.user", database::owner);
  }

  @BeforeEach
  void empty() {
    for (String table : TABLES) {
      jdbc.sql("delete from " + table).update();
    }
  }

  private Retention retention(int passLimit) {
    return retention(passLimit, Duration.ofDays(30));
  }

  private Retention retention(int passLimit, Duration remembered) {
    var settings =
        new RetentionSettings(
            Duration.ofDays(10),
            Duration.ofDays(30),
            remembered,
            Duration.ofMinutes(10),
            passLimit);
    return new Retention(
        jdbc,
        new TransactionTemplate(transactions),
        uploadedFiles,
        files,
        settings,
        Clock.systemUTC(),
        meters);
  }

  private Reconciler reconciler(int lostAfter) {
    return new Reconciler(
        jdbc,
        uploadedFiles,
        files,
        new ReconcileSettings(Duration.ofMillis(100), 100, lostAfter),
        Duration.ofHours(1),
        Clock.systemUTC(),
        meters,
        UploadedFiles.FIRST);
  }

  private JsonNode uploaded(int daysAgo) {
    Answer answer =
        Answer.to(
            upload(port, "name=\"file\"; filename=\"f\"", JPEG)
                .headers("X-API-Key", KEY, "Idempotency-Key", UUID.randomUUID().toString()));
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    JsonNode upload = answer.json();
    jdbc.sql("update uploaded_files set created_at = now() - make_interval(days => ?) where id = ?")
        .params(daysAgo, id(upload))
        .update();
    return upload;
  }

  private static UUID id(JsonNode upload) {
    return UUID.fromString(upload.get("id").asString());
  }

  private static String path(JsonNode upload) {
    return "/api/v1/files/" + id(upload);
  }

  private Path directory(JsonNode upload) {
    String id = id(upload).toString();
    return store.resolve("uploads/files").resolve(id.substring(0, 2)).resolve(id);
  }

  private Answer dryRun(String query) {
    return get(port, DRY_RUN + query, "X-API-Key", ADMIN_KEY);
  }

  private long count(String table) {
    return jdbc.sql("select count(*) from " + table).query(Long.class).single();
  }

  private double missing() {
    return meters.get("upload.missing.files").gauge().value();
  }

  @Test
  void takesWhatADryRunSaidAndTellsReaders() {
    JsonNode old = uploaded(40);
    JsonNode middle = uploaded(20);
    JsonNode young = uploaded(5);
    generationJobs.add(id(old), new CutoutOrder(null), null);
    String query = "?originalsAfter=10d&uploadsAfter=30d";

    JsonNode said = dryRun(query).json();

    assertThat(said.at("/originals/uploads").asInt()).isOne();
    assertThat(said.at("/originals/bytes").asInt()).isEqualTo(JPEG.length);
    assertThat(said.at("/originals/examples/0")).isEqualTo(middle.get("id"));
    assertThat(said.at("/uploads/uploads").asInt()).isOne();
    assertThat(said.at("/uploads/files").asInt()).isEqualTo(3);
    long whole = JPEG.length + old.at("/main/bytes").asLong() + old.at("/thumbnail/bytes").asLong();
    assertThat(said.at("/uploads/bytes").asLong()).isEqualTo(whole);
    assertThat(said.at("/uploads/examples/0")).isEqualTo(old.get("id"));
    assertThat(count("uploaded_files")).as("a dry run takes nothing").isEqualTo(3);

    retention(100).pass();

    get(port, path(old)).problem(410, "file-expired");
    get(port, path(old) + "/main").problem(410, "file-expired");
    assertThat(directory(old)).doesNotExist();
    assertThat(count("generation_jobs")).isZero();
    assertThat(count("idempotency_keys")).isEqualTo(2);
    get(port, path(middle) + "/original").problem(410, "original-expired");
    assertThat(get(port, path(middle) + "/main").status()).isEqualTo(200);
    assertThat(get(port, path(middle)).status()).isEqualTo(200);
    assertThat(get(port, path(young) + "/original").body()).isEqualTo(JPEG);
    assertThat(meters.get("upload.retention.freed").counter().count())
        .isEqualTo(whole + JPEG.length);
    JsonNode after = dryRun(query).json();
    assertThat(after.at("/originals/uploads").asInt()).isZero();
    assertThat(after.at("/uploads/bytes").asInt()).isZero();
    assertThat(after.at("/uploads/examples")).isEmpty();
  }

  @Test
  void takesNothingUnlessItIsTold() {
    uploaded(400);
    JsonNode said = dryRun("").json();
    assertThat(said.get("originals").isNull()).isTrue();
    assertThat(said.get("uploads").isNull()).isTrue();
    var off = new RetentionSettings(null, null, Duration.ZERO, Duration.ofMinutes(1), 10);
    new Retention(
            jdbc,
            new TransactionTemplate(transactions),
            uploadedFiles,
            files,
            off,
            Clock.systemUTC(),
            meters)
        .pass();
    assertThat(count("uploaded_files")).isOne();
  }

  @Test
  void showsADryRunToAdministratorsOnly() {
    get(port, DRY_RUN).problem(401, "api-key-refused");
    get(port, DRY_RUN, "X-API-Key", KEY).problem(403, "api-key-scope");
    assertThat(
            dryRun("?uploadsAfter=1h").problem(400, "malformed-retention").get("detail").asString())
        .contains("uploads-after", "PT24H");
    dryRun("?uploadsAfter=soon").problem(400, "malformed-retention");
  }

  @Test
  void takesNoMoreInAPassThanItMayAndGoesOnInTheNext() {
    for (int i = 0; i < 5; i++) {
      uploaded(40);
    }
    Retention retention = retention(2);
    for (int left : new int[] {3, 1, 0, 0}) {
      retention.pass();
      assertThat(count("uploaded_files")).isEqualTo(left);
    }
    retention.pass();
    uploaded(40);
    retention.pass();
    assertThat(count("uploaded_files")).as("it begins anew").isZero();
  }

  @Test
  void forgetsExpiredUploadsAfterATime() {
    JsonNode old = uploaded(40);
    retention(10).pass();
    get(port, path(old)).problem(410, "file-expired");
    retention(10, Duration.ZERO).pass();
    get(port, path(old)).problem(404, "no-such-file");
  }

  @Test
  void removesAnOriginalWhoseRemovalWasCutOff() {
    JsonNode upload = uploaded(20);
    jdbc.sql("insert into expired_files values (?, 'ORIGINAL', now())").param(id(upload)).update();
    assertThat(directory(upload).resolve("original")).exists();
    reconciler(0).pass();
    assertThat(directory(upload).resolve("original")).doesNotExist();
    assertThat(missing()).isZero();
    get(port, path(upload) + "/original").problem(410, "original-expired");
  }

  @Test
  void reportsMissingFilesAndSaysAfterSomeLooksThatTheyAreLost() throws Exception {
    JsonNode upload = uploaded(1);
    JsonNode whole = uploaded(1);
    Path main = directory(upload).resolve("main");
    byte[] content = Files.readAllBytes(main);
    Files.delete(main);
    Reconciler reconciler = reconciler(3);

    reconciler.pass();
    assertThat(missing()).isOne();
    assertThat(get(port, path(upload) + "/main").status()).as("may be back yet").isEqualTo(500);
    await()
        .untilAsserted(() -> {
          reconciler.pass();
          get(port, path(upload) + "/main").problem(410, "file-lost");
        });
    assertThat(
            jdbc.sql("select parts from missing_files where confirmations >= 3")
                .query(String.class)
                .single())
        .isEqualTo("MAIN");
    assertThat(get(port, path(upload)).status()).as("no row is deleted").isEqualTo(200);
    assertThat(get(port, path(whole) + "/main").status()).isEqualTo(200);

    Files.write(main, content);
    reconciler.pass();
    assertThat(missing()).isZero();
    assertThat(get(port, path(upload) + "/main").body()).isEqualTo(content);
  }

  @Test
  void leavesAloneWhatIsYoungerThanTheLongestUpload() throws Exception {
    Files.delete(directory(uploaded(0)).resolve("main"));
    reconciler(1).pass();
    assertThat(count("missing_files")).isZero();
  }

  @Test
  void takesAStoreWithoutMostOfItsFilesForAnother() {
    StoredImage image = new StoredImage("0".repeat(64), "image/jpeg", 9, 60, 40);
    Instant old = Instant.now().minus(Duration.ofDays(2));
    for (int i = 0; i < 25; i++) {
      uploadedFiles.insert(
          new UploadedFile(UUID.randomUUID(), image, image, image, "f", null, null, old));
    }
    reconciler(1).pass();
    assertThat(count("missing_files")).isZero();
  }
}
