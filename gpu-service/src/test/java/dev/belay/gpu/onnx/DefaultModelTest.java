package dev.belay.gpu.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.gpu.Scenes;
import dev.belay.gpu.Scenes.Scene;
import dev.belay.gpu.author.ModelAuthor;
import dev.belay.gpu.model.InferenceException;
import dev.belay.gpu.model.Mask;
import dev.belay.gpu.model.Model;
import dev.belay.gpu.model.ModelLoadException;
import dev.belay.gpu.model.ModelManifest;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** The model that this project authors, run by the real runtime, against exact truth. */
class DefaultModelTest {

  private static final int SIDE = 512;

  @TempDir static Path directory;
  private static Model model;

  private static byte[] resource(String name) throws Exception {
    try (InputStream in = Model.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    }
  }

  private static ModelManifest manifest() throws Exception {
    return new JsonMapper().readValue(resource("default-model.json"), ModelManifest.class);
  }

  private static Model open(byte[] content) throws Exception {
    ByteBuffer direct = ByteBuffer.allocateDirect(content.length).put(content).flip();
    return new OnnxRuntime(directory, 1).open(direct, manifest());
  }

  @BeforeAll
  static void load() throws Exception {
    model = open(resource("default-model.onnx"));
  }

  @AfterAll
  static void close() {
    model.close();
  }

  @Test
  void isAuthoredByteForByteTheSameEveryTime(@TempDir Path again) throws Exception {
    ModelAuthor.main(new String[] {again.toString()});
    for (String name : new String[] {"default-model.onnx", "default-model.json"}) {
      assertThat(Files.readAllBytes(again.resolve(name))).isEqualTo(resource(name));
    }
    assertThat(manifest().bytes()).isEqualTo(resource("default-model.onnx").length);
    assertThat(manifest().licence()).isEqualTo("Apache-2.0");
  }

  @Test
  void findsDrawnThingsOnPlainBackdrops() throws Exception {
    double sum = 0;
    int count = 0;
    for (Scene scene : Scenes.plain()) {
      Mask mask = model.run(seen(scene.picture()), Duration.ofSeconds(60));
      double overlap = overlap(mask, scene.truth());
      assertThat(mask.confidence()).as(scene.name()).isGreaterThan(0.6f);
      assertThat(overlap).as(scene.name()).isGreaterThan(0.7);
      sum += overlap;
      count++;
    }
    assertThat(sum / count).isGreaterThanOrEqualTo(0.93);
  }

  @Test
  void saysThatItIsNotSureBeforeATexture() throws Exception {
    Mask mask = model.run(seen(Scenes.bottleOnTexture().picture()), Duration.ofSeconds(60));
    assertThat(mask.confidence()).isLessThan(0.1f);
  }

  @Test
  void saysThatItIsNotSureWhereThereIsNothing() throws Exception {
    BufferedImage empty = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    Mask mask = model.run(seen(empty), Duration.ofSeconds(60));
    assertThat(mask.confidence()).isLessThan(0.1f);
  }

  @Test
  void isCutOffAtItsDeadlineAndWorksAfterwards() throws Exception {
    byte[] image = seen(Scenes.bottle().picture());
    assertThatThrownBy(() -> model.run(image, Duration.ofNanos(1)))
        .isInstanceOfSatisfying(InferenceException.class, e -> assertThat(e.late()).isTrue());
    assertThat(model.run(image, Duration.ofSeconds(60)).confidence()).isGreaterThan(0.6f);
  }

  @Test
  void refusesWhatIsNoModel() throws Exception {
    byte[] whole = resource("default-model.onnx");
    for (byte[] bad :
        new byte[][] {
          "garbage".repeat(1000).getBytes(java.nio.charset.StandardCharsets.UTF_8),
          java.util.Arrays.copyOf(whole, whole.length / 2),
          new byte[] {0}
        }) {
      assertThatThrownBy(() -> open(bad))
          .isInstanceOf(ModelLoadException.class)
          .hasMessageNotContaining("/");
    }
  }

  @Test
  void refusesAModelThatIsNotAsItsManifestSays() throws Exception {
    ModelManifest said = manifest();
    ModelManifest other =
        new ModelManifest(
            said.name(),
            said.version(),
            said.licence(),
            said.sha256(),
            said.bytes(),
            said.input(),
            new ModelManifest.Output("matte", "confidence"));
    byte[] content = resource("default-model.onnx");
    ByteBuffer direct = ByteBuffer.allocateDirect(content.length).put(content).flip();
    assertThatThrownBy(() -> new OnnxRuntime(directory, 1).open(direct, other))
        .isInstanceOf(ModelLoadException.class)
        .hasMessageContaining("matte");
  }

  @Test
  void unpacksTheNativeLibraryOnceAndNotIntoTheTemporaryDirectory() {
    assertThat(System.getProperty("onnxruntime.native.path")).contains("native");
  }

  private static byte[] seen(BufferedImage picture) {
    BufferedImage small = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = small.createGraphics();
    graphics.setRenderingHint(
        RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
    graphics.drawImage(picture, 0, 0, SIDE, SIDE, null);
    graphics.dispose();
    byte[] rgb = new byte[SIDE * SIDE * 3];
    for (int i = 0; i < SIDE * SIDE; i++) {
      int color = small.getRGB(i % SIDE, i / SIDE);
      rgb[3 * i] = (byte) (color >> 16);
      rgb[3 * i + 1] = (byte) (color >> 8);
      rgb[3 * i + 2] = (byte) color;
    }
    return rgb;
  }

  // Intersection over union, in the mask's own resolution.
  private static double overlap(Mask mask, BufferedImage truth) {
    long both = 0;
    long either = 0;
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        boolean found = mask.alpha()[y * SIDE + x] > 0.5f;
        int column = (2 * x + 1) * truth.getWidth() / (2 * SIDE);
        int row = (2 * y + 1) * truth.getHeight() / (2 * SIDE);
        boolean there = truth.getRaster().getSample(column, row, 0) > 127;
        both += found && there ? 1 : 0;
        either += found || there ? 1 : 0;
      }
    }
    return (double) both / either;
  }
}
