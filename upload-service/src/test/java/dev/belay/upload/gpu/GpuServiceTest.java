package dev.belay.upload.gpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.belay.images.Pictures;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.web.client.RestClient;

/** Everything that gpu-service, or whatever answers in its place, can do to us. */
class GpuServiceTest {

  private static final String KEY = "canary-key-4711";
  private static final byte[] PNG = Pictures.png(Pictures.disc(40));
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-22T10:00:00Z"), ZoneOffset.UTC);

  @TempDir Path directory;
  private final FakeGpu fake = new FakeGpu();
  private Path picture;

  @BeforeEach
  void writePicture() throws IOException {
    picture = Files.write(directory.resolve("main"), Pictures.jpeg(Pictures.quarters(60, 40)));
  }

  @AfterEach
  void close() {
    fake.close();
  }

  private GpuAnswer ask(String... settings) throws InterruptedException {
    return service(fake.url(), settings).cutout(picture, "image/jpeg", null);
  }

  private static GpuService service(String url, String... settings) {
    return new GpuService(RestClient.builder(), Gpu.settings(url, settings), KEY, CLOCK);
  }

  private static GpuAnswer.NotNow notNow(GpuAnswer answer, String type) {
    assertThat(answer).isInstanceOf(GpuAnswer.NotNow.class);
    GpuAnswer.NotNow notNow = (GpuAnswer.NotNow) answer;
    assertThat(notNow.problem().type()).isEqualTo("urn:belay:problem:" + type);
    assertThat(notNow.problem().title()).doesNotContain("127.0.0.1", KEY);
    return notNow;
  }

  @Test
  void sendsThePictureWithTheKeyAndTakesTheCutout() throws Exception {
    fake.answer(FakeGpu.cutout(PNG));
    GpuAnswer answer = service(fake.url()).cutout(picture, "image/jpeg", "shadow");
    assertThat(answer)
        .isInstanceOfSatisfying(
            GpuAnswer.Cutout.class,
            cutout -> {
              assertThat(cutout.png()).isEqualTo(PNG);
              assertThat(cutout.modelVersion()).isEqualTo("authored-1");
              assertThat(cutout.confidence()).isEqualTo(0.93);
              assertThat(cutout.cutout()).isEqualTo("made");
            });
    FakeGpu.Call call = fake.calls().getFirst();
    assertThat(call.path()).isEqualTo("/api/v2/process-with-effects");
    assertThat(call.key()).isEqualTo(KEY);
    assertThat(call.body())
        .contains("name=\"file\"; filename=", "Content-Type: image/jpeg", "name=\"effects\"")
        .contains("shadow")
        .contains(
            new String(Files.readAllBytes(picture), java.nio.charset.StandardCharsets.ISO_8859_1));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 413, 415, 422})
  void givesUpOnAPictureThatIsRefused(int status) throws Exception {
    fake.answer(FakeGpu.problem(status, "corrupt-image", "Corrupt image"));
    assertThat(ask())
        .isEqualTo(
            new GpuAnswer.Refused(
                new GpuProblem("urn:belay:problem:corrupt-image", "Corrupt image")));
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403})
  void tellsAWrongKeyFromAWrongPicture(int status) throws Exception {
    fake.answer(FakeGpu.problem(status, "api-key-refused", KEY + " is wrong"));
    assertThat(ask())
        .isInstanceOfSatisfying(
            GpuAnswer.WrongCredential.class,
            wrong ->
                assertThat(wrong.problem().type()).isEqualTo("urn:belay:problem:wrong-credential"));
  }

  @ParameterizedTest
  @CsvSource({"7, 7", "'Sun, 22 Nov 2026 10:00:30 GMT', 30", "'Sun, 22 Nov 2026 09:00:00 GMT', 0"})
  void honoursRetryAfter(String header, int seconds) throws Exception {
    fake.answer(
        FakeGpu.with(
            "Retry-After", header, FakeGpu.problem(503, "model-loading", "The model is loading")));
    GpuAnswer.NotNow answer = notNow(ask(), "model-loading");
    assertThat(answer.retryAfter()).isEqualTo(Duration.ofSeconds(seconds));
    assertThat(answer.forEveryone()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"soon", "-1", "99999999999999999999", "1.5"})
  void ignoresARetryAfterThatIsNone(String header) throws Exception {
    fake.answer(FakeGpu.with("Retry-After", header, FakeGpu.problem(503, "queue-full", "Full")));
    assertThat(notNow(ask(), "queue-full").retryAfter()).isNull();
  }

  @Test
  void takesNeitherOurKeyNorControlCharactersNorLengthFromAnAnswer() throws Exception {
    String title = "\\u0007evil " + KEY + "x".repeat(500);
    fake.answer(FakeGpu.problem(422, "echo", title));
    assertThat(ask())
        .isInstanceOfSatisfying(
            GpuAnswer.Refused.class,
            refused ->
                assertThat(refused.problem().title())
                    .startsWith("evil ******xxx")
                    .hasSize(200)
                    .doesNotContain(KEY));
  }

  @ParameterizedTest
  @CsvSource({
    "500, gpu-unavailable",
    "502, gpu-unavailable",
    "404, gpu-unexpected-answer",
    "302, gpu-unexpected-answer",
    "204, gpu-unexpected-answer"
  })
  void triesAgainAfterAnswersThatSayNothingOfThePicture(int status, String type) throws Exception {
    fake.answer(
        FakeGpu.with(
            "Location",
            fake.url() + "/elsewhere",
            exchange ->
                FakeGpu.send(
                    exchange,
                    status,
                    "text/html",
                    status == 204 ? new byte[0] : "<html>".getBytes())));
    notNow(ask(), type);
    assertThat(fake.calls()).hasSize(1);
  }

  @Test
  void leavesOutWhatItsHeadersSayInAnImpossibleWay() throws Exception {
    fake.answer(exchange -> {
      exchange.getResponseHeaders().set("X-Model-Version", "\t");
      exchange.getResponseHeaders().set("X-Confidence", "NaN");
      exchange.getResponseHeaders().set("X-Cutout", "<script>");
      FakeGpu.send(exchange, 200, "image/png", PNG);
    });
    assertThat(ask())
        .isInstanceOfSatisfying(
            GpuAnswer.Cutout.class,
            cutout -> {
              assertThat(cutout.modelVersion()).isNull();
              assertThat(cutout.confidence()).isNull();
              assertThat(cutout.cutout()).isNull();
            });
  }

  @Test
  void doesNotTakeGarbageOrHalfAPictureForACutout() throws Exception {
    for (byte[] garbage :
        new byte[][] {
          {}, "<html>".getBytes(), Arrays.copyOf(PNG, PNG.length - 20), new byte[4096]
        }) {
      fake.answer(exchange -> FakeGpu.send(exchange, 200, "image/png", garbage));
      assertThat(notNow(ask(), "gpu-unusable-answer").forEveryone()).isFalse();
    }
  }

  @Test
  void readsNoMoreThanTheLimit() throws Exception {
    byte[] large = Arrays.copyOf(PNG, 5000);
    fake.answer(exchange -> FakeGpu.send(exchange, 200, "image/png", large));
    GpuAnswer.NotNow answer = notNow(ask("max-response=4KB"), "gpu-unusable-answer");
    assertThat(answer.problem().title()).contains("4096 bytes (upload.gpu.max-response)");
  }

  @Test
  void doesNotWaitForEver() throws Exception {
    fake.answer(fake.silence());
    notNow(ask("response-timeout=200ms"), "gpu-unreachable");
    fake.answer(fake.halfAnAnswer());
    notNow(ask("response-timeout=200ms"), "gpu-unreachable");
  }

  @Test
  void takesAClosedPortAndABrokenConnectionForAnOutage() throws Exception {
    int closed;
    try (ServerSocket socket = new ServerSocket(0)) {
      closed = socket.getLocalPort();
    }
    GpuService nobody = service("http://127.0.0.1:" + closed);
    GpuAnswer.NotNow answer = notNow(nobody.cutout(picture, "image/jpeg", null), "gpu-unreachable");
    assertThat(answer.problem().title()).endsWith("no connection");
    fake.answer(exchange -> exchange.close());
    notNow(ask(), "gpu-unreachable");
  }

  @Test
  void endsWhenItsCallerIsInterrupted() throws Exception {
    fake.answer(fake.silence());
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<GpuAnswer> asked = threads.submit(() -> ask());
      await().until(() -> !fake.calls().isEmpty());
      threads.shutdownNow();
      assertThatThrownBy(asked::get)
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(InterruptedException.class);
    }
  }
}
