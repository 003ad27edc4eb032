package dev.belay.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Colours look as they did before, whichever space the camera wrote them in. */
class ColorTest {

  /** Far from grey, where leaving a profile out shows: by 20 and more. */
  private static final int[][] COLORS = {
    {200, 90, 60}, {70, 160, 80}, {60, 80, 190}, {190, 170, 70}, {255, 0, 0}, {128, 128, 128}
  };

  @TempDir Path directory;

  static Stream<Arguments> images() {
    return Stream.of(new SkijaCodec(), new JvmCodec())
        .flatMap(codec ->
            Stream.of(ImageFormat.JPEG, ImageFormat.PNG, ImageFormat.WEBP)
                .filter(format -> codec instanceof SkijaCodec || format != ImageFormat.WEBP)
                .flatMap(format ->
                    Arrays.stream(Profiles.values())
                        .map(profile -> Arguments.of(codec, format, profile))));
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("images")
  void convertsColorsToSrgb(ImageCodec codec, ImageFormat format, Profiles profile)
      throws Exception {
    for (int[] color : COLORS) {
      byte[] image = Profiles.embedded(profile.icc(), format, encoded(format, flat(color, 255)));
      Renditions made = render(codec, format, image);
      int[] expected = profile.inSrgb(color);
      assertThat(middle(made.main())).as("main").satisfies(seen -> same(seen, expected));
      assertThat(middle(made.thumbnail())).as("thumbnail").satisfies(seen -> same(seen, expected));
    }
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("images")
  void keepsThePhotographersProfileOutOfWhatItMakes(
      ImageCodec codec, ImageFormat format, Profiles profile) throws Exception {
    byte[] image = Profiles.embedded(profile.icc(), format, encoded(format, flat(COLORS[0], 255)));
    Renditions made = render(codec, format, image);
    for (Rendition rendition : List.of(made.main(), made.thumbnail())) {
      assertThat(new String(rendition.content(), StandardCharsets.ISO_8859_1))
          .doesNotContain(profile.name(), "CC0");
    }
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("images")
  void convertsWhatIsTransparentAndWhatIsDecodedForOthers(
      ImageCodec codec, ImageFormat format, Profiles profile) throws Exception {
    int alpha = format == ImageFormat.JPEG ? 255 : 128;
    byte[] plain = encoded(format, flat(COLORS[0], alpha));
    Path file = written(Profiles.embedded(profile.icc(), format, plain));
    Pixels pixels = codec.decode(file, ImageHeader.read(file, format), 40);
    Color seen = new Color(pixels.argb()[pixels.argb().length / 2], true);
    assertThat(seen.getAlpha()).isCloseTo(alpha, within(1));
    same(seen, profile.inSrgb(COLORS[0]));
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @MethodSource("images")
  void takesAnImageWhoseProfileIsDamaged(ImageCodec codec, ImageFormat format, Profiles profile)
      throws Exception {
    byte[] plain = encoded(format, flat(COLORS[5], 255));
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      byte[] icc = profile.icc();
      for (int i = random.nextInt(1, 20); i > 0; i--) {
        icc[random.nextInt(icc.length)] = (byte) random.nextInt();
      }
      if (seed % 4 == 0) {
        icc = Arrays.copyOf(icc, random.nextInt(icc.length));
      }
      Renditions made = render(codec, format, Profiles.embedded(icc, format, plain));
      assertThat(made.main().size()).as("seed %d", seed).isEqualTo(new Dimensions(80, 60));
    }
  }

  @Test
  void looksAtNoProfileThatUnpacksToMoreThanAnyHas() throws Exception {
    byte[] plain = Pictures.png(flat(COLORS[0], 255));
    byte[] bomb = Profiles.embedded(new byte[100 << 20], ImageFormat.PNG, plain);
    assertThat(bomb.length).isLessThan(200_000);
    assertThat(PngProfile.of(written(bomb))).isNull();
    same(middle(render(new JvmCodec(), ImageFormat.PNG, bomb).main()), COLORS[0]);
  }

  @ParameterizedTest
  @EnumSource
  void readsOrRejectsAPngWhoseChunksAreDamaged(Profiles profile) throws Exception {
    byte[] plain = Pictures.png(flat(COLORS[0], 255));
    byte[] whole = Profiles.embedded(profile.icc(), ImageFormat.PNG, plain);
    int read = 0;
    for (int seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      byte[] damaged = whole.clone();
      for (int i = random.nextInt(1, 8); i > 0; i--) {
        // The profile's chunk and what is around it: the header before has a test of its own.
        damaged[33 + random.nextInt(whole.length - plain.length)] = (byte) random.nextInt();
      }
      try {
        read += render(new JvmCodec(), ImageFormat.PNG, damaged).main().size().width() / 80;
      } catch (ImageRejectedException corrupt) {
        assertThat(corrupt.reason())
            .as("seed %d", seed)
            .isEqualTo(ImageRejectedException.Reason.CORRUPT);
      }
    }
    assertThat(read).as("of 2000").isBetween(1, 2_000);
  }

  private static void same(Color seen, int[] expected) {
    // JPEG and WebP round colours, twice.
    assertThat(seen.getRed()).as("red of %s", seen).isCloseTo(expected[0], within(6));
    assertThat(seen.getGreen()).as("green of %s", seen).isCloseTo(expected[1], within(6));
    assertThat(seen.getBlue()).as("blue of %s", seen).isCloseTo(expected[2], within(6));
  }

  private static BufferedImage flat(int[] color, int alpha) {
    int type = alpha == 255 ? BufferedImage.TYPE_INT_RGB : BufferedImage.TYPE_INT_ARGB;
    BufferedImage image = new BufferedImage(80, 60, type);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(new Color(color[0], color[1], color[2], alpha));
    graphics.fillRect(0, 0, 80, 60);
    graphics.dispose();
    return image;
  }

  private static byte[] encoded(ImageFormat format, BufferedImage image) {
    return switch (format) {
      case JPEG -> Pictures.jpeg(image);
      case PNG -> Pictures.png(image);
      case WEBP -> Pictures.webp(image, true);
      case GIF -> throw new IllegalArgumentException();
    };
  }

  private Path written(byte[] content) throws IOException {
    return Files.write(directory.resolve("image"), content);
  }

  private Renditions render(ImageCodec codec, ImageFormat format, byte[] content)
      throws IOException, ImageRejectedException {
    Path file = written(content);
    return codec.render(file, ImageHeader.read(file, format));
  }

  private static Color middle(Rendition rendition) {
    BufferedImage seen = Pictures.decode(rendition.content());
    return new Color(seen.getRGB(seen.getWidth() / 2, seen.getHeight() / 2));
  }
}
