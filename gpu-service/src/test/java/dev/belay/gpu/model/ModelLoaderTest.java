package dev.belay.gpu.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.gpu.model.ModelState.Absent;
import dev.belay.gpu.model.ModelState.Failed;
import dev.belay.gpu.model.ModelState.Loading;
import dev.belay.gpu.model.ModelState.Ready;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every way from absent to ready or failed, step by step on a told clock. */
class ModelLoaderTest {

  @TempDir Path directory;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private Instant now = Instant.parse("2026-11-22T12:00:00Z");
  private FakeModel model = new FakeModel(ModelManifest.ofDefault(), FakeModel.half());
  private RuntimeException refusal;
  private int opened;

  private final Clock clock =
      new Clock() {
        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          return this;
        }

        @Override
        public Instant instant() {
          return now;
        }
      };

  private Model open(ByteBuffer content, ModelManifest manifest) {
    opened++;
    now = now.plusMillis(1_500);
    if (refusal != null) {
      throw refusal;
    }
    return model;
  }

  private ModelLoader loader(ModelSettings settings) {
    return new ModelLoader(
        ModelFile.of(settings, directory),
        this::open,
        new Retries(settings, new Random(1)),
        new LoadHistory(directory),
        clock,
        meters);
  }

  private static ModelSettings settings(Path path, String sha256) {
    return new ModelSettings(
        path, sha256, 1, 3, Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofSeconds(40));
  }

  private ModelLoader ofDefault() {
    return loader(settings(null, null));
  }

  @Test
  void isReadyOnlyAfterARealInference() throws Exception {
    try (ModelLoader loader = ofDefault()) {
      assertThat(loader.status().state()).isInstanceOf(Absent.class);
      assertThatThrownBy(loader::ready).isInstanceOf(ModelNotReadyException.class);
      assertThat(loader.attempt()).isEmpty();
      assertThat(loader.status().state())
          .isInstanceOfSatisfying(
              Ready.class,
              ready -> {
                assertThat(ready.version()).isEqualTo("cutout-1");
                assertThat(ready.load()).isEqualTo(Duration.ofMillis(1_500));
                assertThat(ready.sha256()).isEqualTo(loader.status().expectedSha256());
              });
      assertThat(loader.ready()).isSameAs(model);
      assertThat(loader.status().actualSha256()).isEqualTo(loader.status().expectedSha256());
      assertThat(meters.counter("gpu.model.load", "outcome", "loaded").count()).isEqualTo(1);
    }
    assertThat(model.closed).isTrue();
  }

  @Test
  void isNotReadyWhenItLoadsButCannotInfer() {
    model = new FakeModel(ModelManifest.ofDefault(), null);
    try (ModelLoader loader = ofDefault()) {
      assertThat(loader.attempt()).isPresent();
      assertThat(loader.status().reason()).contains("first inference fails: broken");
      assertThat(model.closed).isTrue();
    }
  }

  @Test
  void isNotReadyWhenTheFirstInferenceMakesNoSense() {
    for (Mask mask :
        List.of(
            new Mask(2, 2, new float[] {0, 0, 0, Float.NaN}, 1),
            new Mask(2, 2, new float[] {0, 0, 0, 2}, 1),
            new Mask(2, 2, new float[] {0}, 1))) {
      model = new FakeModel(ModelManifest.ofDefault(), mask);
      try (ModelLoader loader = ofDefault()) {
        assertThat(loader.attempt()).isPresent();
        assertThat(loader.status().ready()).isFalse();
      }
    }
  }

  @Test
  void triesAgainLaterAndLaterThenFailsAndStillTriesOn() {
    Path missing = directory.resolve("missing.onnx");
    try (ModelLoader loader = loader(settings(missing, null))) {
      assertThat(loader.attempt().orElseThrow())
          .isBetween(Duration.ofMillis(500), Duration.ofSeconds(1));
      assertThat(loader.status().state()).isInstanceOf(Loading.class);
      assertThat(loader.status().reason()).isEqualTo("The model file does not exist");
      assertThat(loader.attempt().orElseThrow())
          .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
      assertThat(loader.attempt().orElseThrow())
          .isBetween(Duration.ofSeconds(20), Duration.ofSeconds(40));
      assertThat(loader.status().state()).isInstanceOf(Failed.class);
      assertThat(loader.status().attempts()).isEqualTo(3);
      assertThat(meters.counter("gpu.model.load", "outcome", "failed").count()).isEqualTo(3);
      assertThat(opened).isZero();
    }
  }

  @Test
  void becomesReadyWhenTheFileComesAfterAll() throws Exception {
    Path late = directory.resolve("late.onnx");
    try (ModelLoader loader = loader(settings(late, null))) {
      for (int i = 0; i < 4; i++) {
        loader.attempt();
      }
      assertThat(loader.status().state()).isInstanceOf(Failed.class);
      DefaultModel.write(late);
      assertThat(loader.attempt()).isEmpty();
      assertThat(loader.status().ready()).isTrue();
      assertThat(loader.status().attempts()).isEqualTo(5);
    }
  }

  @Test
  void neverOpensAFileWithAnotherDigest() throws Exception {
    Path other = Files.writeString(directory.resolve("other.onnx"), "not the model");
    String expected = ModelManifest.ofDefault().sha256();
    try (ModelLoader loader = loader(settings(other, null))) {
      loader.attempt();
      assertThat(opened).isZero();
      assertThat(loader.status().actualSha256()).hasSize(64).isNotEqualTo(expected);
      assertThat(loader.status().reason())
          .contains(loader.status().actualSha256())
          .contains("expected is " + expected)
          .doesNotContain(directory.toString());
    }
  }

  @Test
  void opensAnotherFileWhoseDigestIsConfigured() throws Exception {
    Path other = Files.writeString(directory.resolve("other.onnx"), "another model");
    String sha256 = ModelFile.sha256(ByteBuffer.wrap(Files.readAllBytes(other)));
    try (ModelLoader loader = loader(settings(other, sha256))) {
      assertThat(loader.attempt()).isEmpty();
    }
  }

  @Test
  void neverOpensATruncatedFile() throws Exception {
    Path cut = directory.resolve("cut.onnx");
    DefaultModel.write(cut);
    byte[] whole = Files.readAllBytes(cut);
    Files.write(cut, java.util.Arrays.copyOf(whole, whole.length / 2));
    try (ModelLoader loader = loader(settings(cut, null))) {
      assertThat(loader.attempt()).isPresent();
      assertThat(opened).isZero();
    }
    Files.write(cut, new byte[0]);
    try (ModelLoader loader = loader(settings(cut, null))) {
      loader.attempt();
      assertThat(loader.status().reason()).contains("has 0 bytes");
    }
  }

  @Test
  void writesItsOwnModelAgainWhereItIsDamaged() throws Exception {
    Path own;
    try (ModelLoader loader = ofDefault()) {
      loader.attempt();
      own = loader.status().file();
    }
    assertThat(own).isRegularFile();
    Files.writeString(own, "damaged");
    try (ModelLoader loader = ofDefault()) {
      assertThat(loader.attempt()).isPresent();
      assertThat(loader.attempt()).isEmpty();
    }
    try (var files = Files.list(own.getParent())) {
      assertThat(files).containsExactly(own);
    }
  }

  @Test
  void survivesARuntimeThatThrowsAnything() {
    refusal = new IllegalStateException("secret path");
    try (ModelLoader loader = ofDefault()) {
      assertThat(loader.attempt()).isPresent();
      assertThat(loader.status().reason()).isEqualTo("It cannot be loaded (IllegalStateException)");
    }
  }

  @Test
  void tellsCallersHowLongALoadTakesAndNeverMoreThanAMinute() throws Exception {
    try (ModelLoader first = ofDefault()) {
      assertThat(first.retryAfter().toSeconds()).isEqualTo(2);
      first.attempt();
    }
    new LoadHistory(directory).keep(Duration.ofSeconds(30));
    try (ModelLoader second = ofDefault()) {
      assertThat(second.retryAfter().toSeconds()).isEqualTo(30);
      now = now.plusSeconds(20);
      assertThat(second.retryAfter().toSeconds()).isEqualTo(10);
      now = now.plusSeconds(20);
      assertThat(second.retryAfter()).isEqualTo(Duration.ofSeconds(1));
    }
    new LoadHistory(directory).keep(Duration.ofMinutes(10));
    try (ModelLoader third = ofDefault()) {
      assertThat(third.retryAfter()).isEqualTo(Duration.ofSeconds(60));
    }
    Files.writeString(directory.resolve("last-load-millis"), "nonsense");
    assertThat(new LoadHistory(directory).last()).isEqualTo(Duration.ofSeconds(2));
  }

  @Test
  void isNeverReadyWithoutAnyModel() {
    assertThat(new Models(List.of()).ready()).isFalse();
    try (ModelLoader ready = ofDefault();
        ModelLoader absent = ofDefault()) {
      ready.attempt();
      assertThat(new Models(List.of(ready)).ready()).isTrue();
      assertThat(new Models(List.of(ready, absent)).ready()).isFalse();
    }
  }

  @Test
  void pausesNeitherOverflowNorVanish() {
    ModelSettings many =
        new ModelSettings(
            null,
            null,
            1,
            100,
            Duration.ofMillis(500),
            Duration.ofSeconds(10),
            Duration.ofMinutes(1));
    Retries retries = new Retries(many, new Random(2));
    for (int failures = 1; failures < 200; failures++) {
      assertThat(retries.pause(failures)).isBetween(Duration.ofMillis(250), Duration.ofMinutes(1));
    }
    assertThat(retries.exhausted(99)).isFalse();
    assertThat(retries.exhausted(100)).isTrue();
  }
}
