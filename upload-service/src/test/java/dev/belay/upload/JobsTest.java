package dev.belay.upload;

import static dev.belay.upload.Answer.KEY;
import static dev.belay.upload.Answer.get;
import static dev.belay.upload.Answer.upload;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belay.images.Pictures;
import dev.belay.upload.gpu.FakeGpu;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** Cut-outs as a caller sees them, while gpu-service comes and goes. */
class JobsTest {

  private static final byte[] JPEG = Pictures.jpeg(Pictures.quarters(300, 200));
  private static final byte[] PNG = Pictures.png(Pictures.disc(60));
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String GPU_KEY = "gpu-canary-key";

  @TempDir Path directory;
  private final Databases.Prepared database = Databases.prepared();
  private FakeGpu gpu = new FakeGpu();
  private ConfigurableApplicationContext service;
  private int port;

  @BeforeEach
  void start() {
    service =
        new SpringApplicationBuilder(UploadApplication.class)
            .run(arguments(gpu.url(), "--server.port=0"));
    port = service.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
  }

  @AfterEach
  void stop() {
    service.close();
    gpu.close();
  }

  private String[] arguments(String url, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "--server.address=127.0.0.1",
                "--API_KEY=" + GPU_KEY,
                "--upload.gpu.url=" + url,
                "--upload.gpu.retry-delay=50ms",
                "--upload.gpu.max-retry-delay=200ms",
                "--upload.gpu.poll-interval=200ms",
                "--upload.gpu.lease=1s",
                "--upload.api-keys=" + Answer.KEY_SHA256,
                "--upload.store.directory=" + directory.resolve("store"),
                "--spring.datasource.url=" + database.url(),
                "--spring.datasource.username=" + database.user(),
                "--spring.flyway.url=" + database.url(),
                "--spring.flyway.user=" + database.owner()));
    arguments.addAll(List.of(more));
    return arguments.toArray(String[]::new);
  }

  private JsonNode accepted(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    return answer.json();
  }

  private JsonNode awaitState(JsonNode upload, String state) {
    String url = upload.get("job").get("url").asString();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(get(port, url).json().get("state").asString()).isEqualTo(state));
    return get(port, url).json();
  }

  private static String cutout(JsonNode upload) {
    return "/api/v1/files/" + upload.get("id").asString() + "/cutout";
  }

  @Test
  void makesACutoutOfAnUploadAndTellsOfItOnTheWay() {
    gpu.answer(gpu.silence());
    JsonNode upload =
        accepted(
            Answer.to(
                upload(port, "name=\"file\"; filename=\"f\"", JPEG)
                    .headers("X-API-Key", KEY, "X-Correlation-Id", "order-77")));
    JsonNode job = upload.get("job");
    assertThat(job.get("state").asString()).isEqualTo("QUEUED");
    assertThat(job.get("url").asString()).isEqualTo("/api/v1/jobs/" + job.get("id").asString());
    awaitState(upload, "RUNNING");
    await().atMost(PATIENCE).until(() -> !gpu.calls().isEmpty());
    Answer running = get(port, job.get("url").asString());
    assertThat(running.header("Retry-After")).contains("1");
    assertThat(running.header("Cache-Control")).contains("no-cache");
    String etag = running.header("ETag").orElseThrow();
    Answer unchanged = get(port, job.get("url").asString(), "If-None-Match", etag);
    assertThat(unchanged.status()).isEqualTo(304);
    assertThat(unchanged.header("Retry-After")).contains("1");
    JsonNode problem = get(port, cutout(upload)).problem(404, "no-cutout");
    assertThat(problem.get("jobState").asString()).isEqualTo("RUNNING");
    assertThat(problem.get("retryable").asBoolean()).isTrue();
    assertThat(gpu.calls().getFirst().correlationId()).isEqualTo("order-77");
    assertThat(gpu.calls().getFirst().key()).isEqualTo(GPU_KEY);

    gpu.answer(FakeGpu.cutout(PNG));
    restart();
    JsonNode done = awaitState(upload, "SUCCEEDED");

    assertThat(done.get("fileId")).isEqualTo(upload.get("id"));
    assertThat(done.get("attempts").asInt()).isEqualTo(2);
    assertThat(done.has("problem")).isFalse();
    assertThat(done.has("nextAttemptAt")).isFalse();
    JsonNode result = done.get("result");
    assertThat(result.get("url").asString()).isEqualTo(cutout(upload));
    assertThat(result.get("bytes").asInt()).isEqualTo(PNG.length);
    assertThat(result.get("modelVersion").asString()).isEqualTo("authored-1");
    assertThat(result.get("confidence").asDouble()).isEqualTo(0.93);
    assertThat(result.get("cutout").asString()).isEqualTo("made");
    Answer finished = get(port, job.get("url").asString(), "If-None-Match", etag);
    assertThat(finished.status()).isEqualTo(200);
    assertThat(finished.header("Retry-After")).isEmpty();
    Answer image = get(port, cutout(upload));
    assertThat(image.body()).isEqualTo(PNG);
    assertThat(image.header("Content-Type")).contains("image/png");
    assertThat(
            get(port, cutout(upload), "If-None-Match", image.header("ETag").orElseThrow()).status())
        .isEqualTo(304);
    JsonNode file = get(port, "/api/v1/files/" + upload.get("id").asString()).json();
    assertThat(file.get("job").get("state").asString()).isEqualTo("SUCCEEDED");
    assertThat(get(port, "/actuator/prometheus").text())
        .contains("upload_jobs_attempt_seconds_count", "upload_jobs_oldest_seconds")
        .doesNotContain(GPU_KEY);
  }

  // A stop that gives back what it has, and a start that takes it up again.
  private void restart() {
    service.close();
    start();
  }

  @Test
  void takesUploadsAndStaysReadyWhileGpuServiceIsDown() {
    int gpuPort = URI.create(gpu.url()).getPort();
    gpu.close();
    JsonNode upload = accepted(upload(port, JPEG));
    String url = upload.get("job").get("url").asString();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(get(port, url).json().path("problem").path("type").asString(""))
                .isEqualTo("urn:belay:problem:gpu-unreachable"));
    assertThat(get(port, "/readyz").status()).isEqualTo(200);
    assertThat(get(port, url).text()).doesNotContain("127.0.0.1", GPU_KEY);
    gpu = new FakeGpu(gpuPort);
    gpu.answer(FakeGpu.cutout(PNG));
    awaitState(upload, "SUCCEEDED");
    assertThat(get(port, cutout(upload)).body()).isEqualTo(PNG);
  }

  @Test
  void tellsWhyAPictureWasRefused() {
    gpu.answer(FakeGpu.problem(422, "corrupt-image", "Corrupt image"));
    JsonNode upload = accepted(upload(port, JPEG));
    JsonNode failed = awaitState(upload, "FAILED");
    assertThat(failed.get("problem").get("type").asString())
        .isEqualTo("urn:belay:problem:corrupt-image");
    assertThat(failed.get("problem").get("title").asString()).isEqualTo("Corrupt image");
    JsonNode problem = get(port, cutout(upload)).problem(404, "no-cutout");
    assertThat(problem.get("jobState").asString()).isEqualTo("FAILED");
    assertThat(problem.get("retryable").asBoolean()).isFalse();
  }

  @Test
  void makesNoneForThoseWhoWantNoneAndRefusesNonsense() {
    gpu.answer(FakeGpu.cutout(PNG));
    JsonNode without = accepted(uploadTo("?cutout=false"));
    assertThat(without.has("job")).isFalse();
    JsonNode problem = get(port, cutout(without)).problem(404, "no-cutout");
    assertThat(problem.get("jobState").asString()).isEqualTo("NONE");
    accepted(uploadTo("?cutout=true&effects=shadow"));
    await().atMost(PATIENCE).until(() -> gpu.calls().size() == 1);
    assertThat(gpu.calls().getFirst().body()).contains("name=\"effects\"", "shadow");
    uploadTo("?effects=%22;drop").problem(400, "malformed-effects");
    assertThat(uploadTo("?cutout=perhaps").status()).isEqualTo(400);
    get(port, "/api/v1/jobs/0f8fad5b-d9cb-469f-a165-70867728950e").problem(404, "no-such-job");
    get(port, "/api/v1/jobs/1").problem(400, "malformed-id");
  }

  private Answer uploadTo(String query) {
    return Answer.to(
        upload(port, "name=\"file\"; filename=\"f\"", JPEG)
            .uri(URI.create("http://127.0.0.1:" + port + "/api/v1/upload/image" + query))
            .header("X-API-Key", KEY));
  }

  @Test
  void takesOverFromAnInstanceThatWasKilledInTheMiddle() throws Exception {
    service.close();
    gpu.answer(gpu.silence());
    Process killed = startAnother();
    try {
      int other = portOf(killed);
      JsonNode upload = accepted(upload(other, JPEG));
      await().atMost(PATIENCE).until(() -> !gpu.calls().isEmpty());
      killed.destroyForcibly().waitFor();
      gpu.answer(FakeGpu.cutout(PNG));
      start();
      JsonNode done = awaitState(upload, "SUCCEEDED");
      assertThat(done.get("attempts").asInt()).isEqualTo(2);
      assertThat(get(port, cutout(upload)).body()).isEqualTo(PNG);
    } finally {
      killed.destroyForcibly();
    }
  }

  private Process startAnother() throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                UploadApplication.class.getName()));
    command.addAll(
        List.of(arguments(gpu.url(), "--server.port=0", "--spring.flyway.enabled=false")));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static int portOf(Process process) {
    String started =
        process
            .inputReader()
            .lines()
            .filter(line -> line.contains("Tomcat started on port"))
            .findFirst()
            .orElseThrow();
    return Integer.parseInt(started.replaceFirst(".*Tomcat started on port (\\d+).*", "$1"));
  }
}
