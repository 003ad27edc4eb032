package dev.belay.upload;

import static dev.belay.upload.Answer.KEY;
import static dev.belay.upload.Answer.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belay.images.Pictures;
import dev.belay.upload.intake.Sweep;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The database goes away while an upload is under way: at its bytes, and at its row. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {"API_KEY=gpu-key", "upload.api-keys=" + Answer.KEY_SHA256})
class DatabaseLossTest {

  private static final byte[] JPEG = Pictures.jpeg(Pictures.noise(600, 400, 3));
  private static final Duration OLD = Duration.ofHours(2);

  @TempDir static Path store;
  private static Databases.Prepared database;

  @LocalServerPort int port;
  @Autowired Sweep sweep;

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    database = Databases.prepared();
    registry.add("upload.store.directory", () -> store);
    registry.add("spring.datasource.url", database::url);
    registry.add("spring.datasource.username", database::user);
    registry.add("spring.flyway.url", database::url);
    registry.add("spring.flyway.user", database::owner);
  }

  private static JdbcClient admin() {
    return JdbcClient.create(database.server().getPostgresDatabase());
  }

  /** Who is connected is cut off, and nobody else comes in. */
  private static void takeTheDatabaseAway() {
    admin().sql("alter role " + database.user() + " nologin").update();
    admin()
        .sql("select count(pg_terminate_backend(pid)) from pg_stat_activity where usename = ?")
        .param(database.user())
        .query(Long.class)
        .single();
  }

  @AfterEach
  void giveTheDatabaseBack() {
    admin().sql("alter role " + database.user() + " login").update();
  }

  private static long rows() {
    return JdbcClient.create(database.server().getDatabase("postgres", database.name()))
        .sql("select count(*) from uploaded_files")
        .query(Long.class)
        .single();
  }

  private static List<Path> under(String directory, int depth) {
    Path root = store.resolve(directory);
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(root, depth)) {
      return all.filter(each -> each.getFileName().toString().length() == 36).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> staged() {
    return under("staging", 1);
  }

  private static List<Path> kept() {
    return under("files", 2);
  }

  private HttpRequest.Builder upload(HttpRequest.BodyPublisher body, String name) {
    return request(port, "/api/v1/upload/image")
        .header("X-API-Key", KEY)
        .header("Content-Type", "image/jpeg")
        .header("Idempotency-Key", name)
        .timeout(Duration.ofSeconds(60))
        .POST(body);
  }

  /** What an upload without a row leaves is not served, and is swept when it is old. */
  private void sweepAfter(long before, List<Path> others, int left) throws IOException {
    assertThat(rows()).isEqualTo(before);
    assertThat(staged()).isEmpty();
    List<Path> orphans = kept().stream().filter(each -> !others.contains(each)).toList();
    assertThat(orphans).hasSize(left);
    for (Path orphan : orphans) {
      assertThat(Answer.get(port, "/api/v1/files/" + orphan.getFileName()).status()).isEqualTo(404);
      Files.setLastModifiedTime(orphan, FileTime.from(Instant.now().minus(OLD)));
    }
    sweep.run();
    assertThat(kept()).containsExactlyInAnyOrderElementsOf(others);
  }

  @Test
  void storesNothingWhenTheDatabaseGoesWhileTheBytesCome() throws Exception {
    assertThat(Answer.to(upload(BodyPublishers.ofByteArray(JPEG), "before")).status())
        .isEqualTo(201);
    long before = rows();
    List<Path> others = kept();
    Answer answer;
    try (var sender = new PipedOutputStream();
        var body = new PipedInputStream(sender, 1 << 20)) {
      var answered =
          CompletableFuture.supplyAsync(
              () -> Answer.to(upload(BodyPublishers.ofInputStream(() -> body), "bytes")));
      send(sender, 0, JPEG.length / 2);
      await().untilAsserted(() -> assertThat(staged()).hasSize(1));
      takeTheDatabaseAway();
      send(sender, JPEG.length / 2, JPEG.length);
      sender.close();
      answer = answered.get(60, TimeUnit.SECONDS);
    }
    assertThat(answer.problem(503, "database-unavailable").get("retryable").asBoolean()).isTrue();
    assertThat(answer.header("Retry-After")).isPresent();
    giveTheDatabaseBack();
    awaitReady();
    sweepAfter(before, others, 0);
    // Nothing was claimed yet, so that the same name is free.
    assertThat(Answer.to(upload(BodyPublishers.ofByteArray(JPEG), "bytes")).status())
        .isEqualTo(201);
  }

  private static void send(OutputStream sender, int from, int to) throws IOException {
    sender.write(JPEG, from, to - from);
    sender.flush();
  }

  @Test
  void storesNothingWhenTheDatabaseGoesWhileTheRowIsWritten() throws Exception {
    assertThat(Answer.to(upload(BodyPublishers.ofByteArray(JPEG), "earlier")).status())
        .isEqualTo(201);
    long before = rows();
    List<Path> others = kept();
    Answer answer;
    DataSource here = database.server().getDatabase("postgres", database.name());
    try (Connection holder = here.getConnection();
        Statement statement = holder.createStatement()) {
      holder.setAutoCommit(false);
      statement.execute("lock table uploaded_files in share mode");
      var answered =
          CompletableFuture.supplyAsync(
              () -> Answer.to(upload(BodyPublishers.ofByteArray(JPEG), "row")));
      await().untilAsserted(() -> assertThat(waitingForALock()).isEqualTo(1));
      takeTheDatabaseAway();
      answer = answered.get(60, TimeUnit.SECONDS);
      holder.rollback();
    }
    answer.problem(503, "database-unavailable");
    giveTheDatabaseBack();
    awaitReady();
    sweepAfter(before, others, 1);
    // It could not give up its name, which it keeps for two minutes.
    Answer early = Answer.to(upload(BodyPublishers.ofByteArray(JPEG), "row"));
    early.problem(409, "idempotency-key-in-use");
    assertThat(early.header("Retry-After")).isPresent();
    twoMinutesPass();
    Answer again = Answer.to(upload(BodyPublishers.ofByteArray(JPEG), "row"));
    assertThat(again.status()).as(again.text()).isEqualTo(201);
    assertThat(again.header("Idempotency-Replayed")).isEmpty();
    assertThat(rows()).isEqualTo(before + 1);
  }

  private static void twoMinutesPass() {
    int aged =
        JdbcClient.create(database.server().getDatabase("postgres", database.name()))
            .sql(
                "update idempotency_keys set claimed_until = claimed_until - interval '2 minutes'"
                    + " where idempotency_key = 'row'")
            .update();
    assertThat(aged).isEqualTo(1);
  }

  private static long waitingForALock() {
    return admin()
        .sql("select count(*) from pg_stat_activity where usename = ? and wait_event_type = 'Lock'")
        .param(database.user())
        .query(Long.class)
        .single();
  }

  private void awaitReady() {
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> assertThat(Answer.get(port, "/readyz").status()).isEqualTo(200));
  }
}
