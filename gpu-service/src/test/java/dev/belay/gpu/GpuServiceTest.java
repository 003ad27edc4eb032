package dev.belay.gpu;

import static dev.belay.gpu.Answer.cutOut;
import static dev.belay.gpu.Answer.cutOutWithKey;
import static dev.belay.gpu.Answer.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belay.gpu.Scenes.Scene;
import dev.belay.gpu.model.Models;
import dev.belay.images.Pictures;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import tools.jackson.databind.JsonNode;

/** The whole service with the real runtime and its own model. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {
      "belay.service=gpu-service",
      "belay.revision=r3",
      "belay.instance=gpu-service-r3-0",
      "GPU_API_KEY=" + Answer.KEY,
      "gpu.cutout.max-wait=1m",
      "gpu.cutout.deadline=5m",
      "gpu.image.max-bytes=3MB",
      "gpu.image.max-pixels=4000000",
      "gpu.image.max-side=800"
    })
class GpuServiceTest {

  private static final byte[] BOTTLE = Scenes.jpeg(Scenes.bottle().picture());

  @TempDir static Path directory;

  @LocalServerPort int port;
  @Autowired Models models;

  @DynamicPropertySource
  static void settings(DynamicPropertyRegistry registry) {
    registry.add("gpu.directory", () -> directory.resolve("gpu"));
  }

  @BeforeEach
  void waitForTheModel() {
    await().atMost(Duration.ofSeconds(60)).until(models::ready);
  }

  @Test
  void cutsABottleOut() throws Exception {
    Answer answer = cutOutWithKey(port, BOTTLE);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).contains("image/png");
    assertThat(answer.header("X-Cutout")).contains("made");
    assertThat(answer.header("X-Model-Version")).contains("cutout-1");
    assertThat(answer.header("X-Model-Device")).contains("cpu");
    assertThat(Double.parseDouble(answer.header("X-Confidence").orElseThrow())).isGreaterThan(0.6);
    BufferedImage seen = ImageIO.read(new ByteArrayInputStream(answer.body()));
    assertThat(seen.getWidth()).isEqualTo(800);
    assertThat(seen.getHeight()).isEqualTo(622);
    assertThat(overlap(seen, Scenes.bottle())).isGreaterThan(0.97);
  }

  private static double overlap(BufferedImage cutout, Scene scene) {
    BufferedImage truth = scene.truth();
    long both = 0;
    long either = 0;
    for (int y = 0; y < truth.getHeight(); y++) {
      for (int x = 0; x < truth.getWidth(); x++) {
        int argb =
            cutout.getRGB(
                x * cutout.getWidth() / truth.getWidth(),
                y * cutout.getHeight() / truth.getHeight());
        boolean found = argb >>> 24 > 127;
        boolean there = truth.getRaster().getSample(x, y, 0) > 127;
        both += found && there ? 1 : 0;
        either += found || there ? 1 : 0;
      }
    }
    return (double) both / either;
  }

  @Test
  void takesPngAndWebpAndTurnsWhatACameraTurned() throws Exception {
    assertThat(cutOutWithKey(port, Pictures.png(Scenes.bottle().picture())).status())
        .isEqualTo(200);
    assertThat(cutOutWithKey(port, Pictures.webp(Scenes.bottle().picture(), false)).status())
        .isEqualTo(200);
    Answer turned = cutOutWithKey(port, Pictures.jpegWithExif(BOTTLE, 6, ByteOrder.BIG_ENDIAN));
    BufferedImage seen = ImageIO.read(new ByteArrayInputStream(turned.body()));
    assertThat(seen.getHeight()).isGreaterThan(seen.getWidth());
  }

  @Test
  void appliesEffectsHoweverTheyAreSent() throws Exception {
    for (String[] effects :
        new String[][] {
          {"black-and-white"}, {"none,black-and-white"}, {"none", "Black-And-White"}
        }) {
      Answer answer = cutOutWithKey(port, BOTTLE, effects);
      assertThat(answer.status()).isEqualTo(200);
      int argb = ImageIO.read(new ByteArrayInputStream(answer.body())).getRGB(400, 400);
      assertThat(argb >>> 24).isEqualTo(255);
      assertThat(argb & 0xff).isEqualTo(argb >> 8 & 0xff).isEqualTo(argb >> 16 & 0xff);
    }
  }

  @Test
  void namesTheEffectsThatThereAre() {
    JsonNode problem = cutOutWithKey(port, BOTTLE, "sepia").problem(422, "unknown-effect");
    assertThat(problem.get("allowed").toString()).isEqualTo("[\"none\",\"black-and-white\"]");
    assertThat(problem.get("detail").asString()).contains("'sepia'");
  }

  @Test
  void passesThroughWhatItIsNotSureOf() throws Exception {
    byte[] texture = Scenes.jpeg(Scenes.bottleOnTexture().picture());
    Answer answer = cutOutWithKey(port, texture);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("X-Cutout")).contains("passed-through");
    assertThat(Double.parseDouble(answer.header("X-Confidence").orElseThrow())).isLessThan(0.3);
    BufferedImage seen = ImageIO.read(new ByteArrayInputStream(answer.body()));
    assertThat(seen.getRGB(2, 2) >>> 24).isEqualTo(255);
  }

  @Test
  void wantsTheKeyForTheApiOnly() {
    cutOutWithoutKey().problem(401, "unauthorized");
    Answer.to(cutOut(port, BOTTLE).header("X-API-Key", "wrong")).problem(401, "unauthorized");
    get(port, "/api/anything").problem(401, "unauthorized");
    assertThat(get(port, "/health").status()).isEqualTo(200);
    assertThat(get(port, "/livez").status()).isEqualTo(200);
    assertThat(get(port, "/readyz").status()).isEqualTo(200);
  }

  private Answer cutOutWithoutKey() {
    return Answer.to(cutOut(port, BOTTLE));
  }

  @Test
  void tellsHowTheProcessAndTheModelAre() {
    JsonNode health = get(port, "/health").json();
    assertThat(health.get("status").asString()).isEqualTo("ok");
    assertThat(health.get("container_ready").asBoolean()).isTrue();
    assertThat(health.get("model_ready").asBoolean()).isTrue();
    assertThat(health.get("model_status").asString()).isEqualTo("ready");
    assertThat(health.get("model_version").asString()).isEqualTo("cutout-1");
    assertThat(health.get("device").asString()).isEqualTo("cpu");
    JsonNode details = get(port, "/readyz").json().get("components").get("model").get("details");
    assertThat(details.get("status").asString()).isEqualTo("ready");
    assertThat(details.get("actualSha256")).isEqualTo(details.get("expectedSha256"));
    assertThat(details.get("attempts").asInt()).isEqualTo(1);
    assertThat(details.has("problem")).isFalse();
  }

  @Test
  void refusesBadInputWithItsReason() {
    cutOutWithKey(port, new byte[0]).problem(400, "empty-file");
    cutOutWithKey(port, "no image at all".getBytes(java.nio.charset.StandardCharsets.UTF_8))
        .problem(415, "not-an-image");
    cutOutWithKey(port, Arrays.copyOf(BOTTLE, BOTTLE.length / 2)).problem(422, "corrupt-image");
    cutOutWithKey(port, Arrays.copyOf(BOTTLE, 20)).problem(422, "corrupt-image");
    byte[] bomb = Pictures.png(Pictures.quarters(4001, 1000));
    JsonNode pixels = cutOutWithKey(port, bomb).problem(422, "too-many-pixels");
    assertThat(pixels.get("detail").asString()).contains("gpu.image.max-pixels");
    JsonNode bytes = cutOutWithKey(port, new byte[3_300_000]).problem(413, "upload-too-large");
    assertThat(bytes.get("setting").asString()).isEqualTo("gpu.image.max-bytes");
    cutOutWithKey(port, new byte[3 * 1024 * 1024 + 1]).problem(413, "upload-too-large");
  }

  @Test
  void leavesNoUploadBehind() throws Exception {
    cutOutWithKey(port, BOTTLE);
    cutOutWithKey(port, Arrays.copyOf(BOTTLE, BOTTLE.length / 2));
    cutOutWithKey(port, BOTTLE, "sepia");
    Path transit = directory.resolve("gpu/transit");
    await()
        .untilAsserted(() -> {
          try (var files = Files.list(transit)) {
            assertThat(files).isEmpty();
          }
        });
  }

  @Test
  void answersManyAtOnceWithACutOutOrSaysThatItIsFull() throws Exception {
    try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> answers =
          IntStream.range(0, 60)
              .mapToObj(i -> callers.submit(() -> cutOutWithKey(port, BOTTLE)))
              .toList();
      int made = 0;
      for (Future<Answer> future : answers) {
        Answer answer = future.get();
        if (answer.status() == 200) {
          made++;
        } else {
          answer.problem(503, "queue-full");
          assertThat(answer.header("Retry-After")).isPresent();
        }
      }
      assertThat(made).isGreaterThanOrEqualTo(18);
    }
  }

  @Test
  void countsWhatItDoes() {
    cutOutWithKey(port, BOTTLE);
    cutOutWithKey(port, BOTTLE, "sepia");
    String metrics = get(port, "/actuator/prometheus").text();
    for (String stage : List.of("queue", "decode", "infer", "compose", "encode")) {
      assertThat(metrics).containsPattern("gpu_stage_seconds_count\\{.*stage=\"" + stage + "\"");
    }
    assertThat(metrics)
        .containsPattern("gpu_model_ready\\{.*} 1")
        .containsPattern("gpu_model_load_total\\{.*outcome=\"loaded\".*} 1")
        .containsPattern("gpu_confidence_count\\{.*revision=\"r3\"")
        .containsPattern("gpu_refused_total\\{.*reason=\"unknown-effect\"");
  }
}
