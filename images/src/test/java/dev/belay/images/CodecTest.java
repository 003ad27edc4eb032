package dev.belay.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What both codecs must do, and what each does differently. */
class CodecTest {

  @TempDir Path directory;

  static List<ImageCodec> codecs() {
    return List.of(new SkijaCodec(), new JvmCodec());
  }

  static Stream<Arguments> codecsAndOrientations() {
    return codecs().stream()
        .flatMap(codec -> Stream.of(1, 2, 3, 4, 5, 6, 7, 8).map(tag -> Arguments.of(codec, tag)));
  }

  private Renditions render(ImageCodec codec, ImageFormat format, byte[] content)
      throws IOException, ImageRejectedException {
    Path file = Files.write(directory.resolve("image"), content);
    return codec.render(file, ImageHeader.read(file, format));
  }

  // From the Exif specification: where the stored row 0 and column 0 are seen.
  private static final String[] ROW_0 = {
    "top", "top", "bottom", "bottom", "left", "right", "right", "left"
  };
  private static final String[] COLUMN_0 = {
    "left", "right", "right", "left", "top", "top", "bottom", "bottom"
  };

  @ParameterizedTest(name = "{0} tag {1}")
  @MethodSource("codecsAndOrientations")
  void turnsEveryOrientationUpright(ImageCodec codec, int tag) throws Exception {
    byte[] plain = Pictures.jpeg(Pictures.quarters(2000, 1000));
    ByteOrder order = tag % 2 == 0 ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    Renditions made = render(codec, ImageFormat.JPEG, Pictures.jpegWithExif(plain, tag, order));
    boolean swapped = tag >= 5;
    assertThat(made.main().size())
        .isEqualTo(swapped ? new Dimensions(800, 1600) : new Dimensions(1600, 800));
    assertThat(made.thumbnail().size())
        .isEqualTo(swapped ? new Dimensions(160, 320) : new Dimensions(320, 160));
    for (Rendition rendition : List.of(made.main(), made.thumbnail())) {
      BufferedImage seen = Pictures.decode(rendition.content());
      assertThat(colorAt(seen, ROW_0[tag - 1], COLUMN_0[tag - 1])).isEqualTo("red");
      assertThat(colorAt(seen, ROW_0[tag - 1], opposite(COLUMN_0[tag - 1]))).isEqualTo("green");
      assertThat(colorAt(seen, opposite(ROW_0[tag - 1]), COLUMN_0[tag - 1])).isEqualTo("blue");
      assertThat(colorAt(seen, opposite(ROW_0[tag - 1]), opposite(COLUMN_0[tag - 1])))
          .isEqualTo("white");
    }
  }

  private static String opposite(String side) {
    return switch (side) {
      case "top" -> "bottom";
      case "bottom" -> "top";
      case "left" -> "right";
      default -> "left";
    };
  }

  private static String colorAt(BufferedImage image, String side, String otherSide) {
    List<String> sides = List.of(side, otherSide);
    int x = image.getWidth() * (sides.contains("left") ? 1 : 7) / 8;
    int y = image.getHeight() * (sides.contains("top") ? 1 : 7) / 8;
    Color color = new Color(image.getRGB(x, y));
    boolean red = color.getRed() > 200;
    boolean green = color.getGreen() > 200;
    boolean blue = color.getBlue() > 200;
    return red && green && blue ? "white" : red ? "red" : green ? "green" : blue ? "blue" : "?";
  }

  @ParameterizedTest
  @MethodSource("codecs")
  void turnsAPngByItsExifChunk(ImageCodec codec) throws Exception {
    byte[] png = Pictures.pngWithExif(Pictures.png(Pictures.quarters(200, 100)), 6);
    assertThat(render(codec, ImageFormat.PNG, png).main().size())
        .isEqualTo(new Dimensions(100, 200));
  }

  @ParameterizedTest
  @MethodSource("codecs")
  void takesTheFirstFrameOfAGif(ImageCodec codec) throws Exception {
    byte[] gif = Pictures.gif(200, 100, Pictures.quarters(200, 100), Pictures.disc(100));
    Renditions made = render(codec, ImageFormat.GIF, gif);
    assertThat(made.main().size()).isEqualTo(new Dimensions(200, 100));
    BufferedImage seen = Pictures.decode(made.main().content());
    assertThat(colorAt(seen, "top", "left")).isEqualTo("red");
    assertThat(colorAt(seen, "bottom", "right")).isEqualTo("white");
  }

  @ParameterizedTest
  @MethodSource("codecs")
  void drawsAGifsFrameWhereItBelongsOnItsScreen(ImageCodec codec) throws Exception {
    BufferedImage blue = new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = blue.createGraphics();
    graphics.setColor(Color.BLUE);
    graphics.fillRect(0, 0, 40, 30);
    graphics.dispose();
    Renditions made = render(codec, ImageFormat.GIF, Pictures.gif(100, 80, blue));
    assertThat(made.main().size()).isEqualTo(new Dimensions(100, 80));
    BufferedImage seen = Pictures.decode(made.main().content());
    assertThat(new Color(seen.getRGB(50, 35)).getBlue()).isGreaterThan(200);
    assertThat(seen.getRGB(5, 5) >>> 24).as("around it nothing").isLessThan(20);
    assertThat(seen.getRGB(90, 70) >>> 24).isLessThan(20);
  }

  @Test
  void turnsAWebpByItsExifChunk() throws Exception {
    byte[] plain = Pictures.webp(Pictures.quarters(200, 100), false);
    byte[] webp = Pictures.webpWithExif(plain, 200, 100, 6);
    Renditions made = render(new SkijaCodec(), ImageFormat.WEBP, webp);
    assertThat(made.main().size()).isEqualTo(new Dimensions(100, 200));
    BufferedImage seen = Pictures.decode(made.main().content());
    assertThat(colorAt(seen, "top", "right")).isEqualTo("red");
  }

  @ParameterizedTest
  @MethodSource("codecs")
  void writesNoMetadata(ImageCodec codec) throws Exception {
    byte[] plain = Pictures.jpeg(Pictures.quarters(400, 300));
    Renditions made =
        render(codec, ImageFormat.JPEG, Pictures.jpegWithExif(plain, 6, ByteOrder.BIG_ENDIAN));
    for (Rendition rendition : List.of(made.main(), made.thumbnail())) {
      String content = new String(rendition.content(), StandardCharsets.ISO_8859_1);
      assertThat(content).doesNotContain("Exif", "GPS-CANARY", "http://ns.adobe.com", "8BIM");
    }
  }

  @ParameterizedTest
  @MethodSource("codecs")
  void keepsTransparencyWhereItMatters(ImageCodec codec) throws Exception {
    Renditions made = render(codec, ImageFormat.PNG, Pictures.png(Pictures.disc(800)));
    assertThat(made.main().contentType()).isIn("image/webp", "image/png");
    assertThat(made.main().size()).isEqualTo(new Dimensions(800, 800));
    for (Rendition rendition : List.of(made.main(), made.thumbnail())) {
      BufferedImage seen = Pictures.decode(rendition.content());
      assertThat(seen.getRGB(1, 1) >>> 24).isZero();
      Color middle = new Color(seen.getRGB(seen.getWidth() / 2, seen.getHeight() / 2), true);
      assertThat(middle.getAlpha()).isBetween(120, 136);
      assertThat(middle.getRed()).isGreaterThan(240);
      assertThat(middle.getGreen()).isLessThan(15);
    }
  }

  @ParameterizedTest
  @MethodSource("codecs")
  void storesAnOpaqueImageAsJpegEvenWithAnAlphaChannel(ImageCodec codec) throws Exception {
    BufferedImage opaque = new BufferedImage(50, 40, BufferedImage.TYPE_INT_ARGB);
    Graphics2D graphics = opaque.createGraphics();
    graphics.fillRect(0, 0, 50, 40);
    graphics.dispose();
    Renditions made = render(codec, ImageFormat.PNG, Pictures.png(opaque));
    assertThat(made.main().contentType()).isEqualTo("image/jpeg");
    assertThat(made.main().size()).isEqualTo(new Dimensions(50, 40));
  }

  static Stream<Arguments> codecsAndTypes() {
    return codecs().stream()
        .flatMap(codec ->
            Stream.of(
                    BufferedImage.TYPE_BYTE_GRAY,
                    BufferedImage.TYPE_USHORT_GRAY,
                    BufferedImage.TYPE_BYTE_INDEXED,
                    BufferedImage.TYPE_BYTE_BINARY,
                    BufferedImage.TYPE_3BYTE_BGR)
                .map(type -> Arguments.of(codec, type)));
  }

  @ParameterizedTest
  @MethodSource("codecsAndTypes")
  void readsEveryKindOfPng(ImageCodec codec, int type) throws Exception {
    BufferedImage image = new BufferedImage(300, 200, type);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(Color.WHITE);
    graphics.fillRect(0, 0, 150, 200);
    graphics.dispose();
    Renditions made = render(codec, ImageFormat.PNG, Pictures.png(image));
    BufferedImage seen = Pictures.decode(made.main().content());
    assertThat(new Color(seen.getRGB(20, 100)).getRed()).isGreaterThan(240);
    assertThat(new Color(seen.getRGB(280, 100)).getRed()).isLessThan(15);
  }

  @ParameterizedTest
  @MethodSource("codecs")
  void decodesToUprightPixelsNoLargerThanAsked(ImageCodec codec) throws Exception {
    byte[] plain = Pictures.jpeg(Pictures.quarters(2000, 1000));
    byte[] turned = Pictures.jpegWithExif(plain, 6, ByteOrder.BIG_ENDIAN);
    Path file = Files.write(directory.resolve("image"), turned);
    Pixels pixels = codec.decode(file, ImageHeader.read(file, ImageFormat.JPEG), 500);
    assertThat(pixels.size()).isEqualTo(new Dimensions(250, 500));
    BufferedImage seen = pixels.toImage();
    assertThat(colorAt(seen, "top", "right")).isEqualTo("red");
    assertThat(colorAt(seen, "bottom", "right")).isEqualTo("green");
    assertThat(colorAt(seen, "top", "left")).isEqualTo("blue");
    assertThat(pixels.argb()[0] >>> 24).isEqualTo(255);
    Pixels stretched = pixels.stretchedTo(new Dimensions(64, 32));
    assertThat(colorAt(stretched.toImage(), "top", "right")).isEqualTo("red");
  }

  @ParameterizedTest
  @MethodSource("codecs")
  void keepsHalfTransparentColorsThroughPng(ImageCodec codec) throws Exception {
    int[] argb = new int[20 * 10];
    for (int i = 0; i < argb.length; i++) {
      argb[i] = (i % 256) << 24 | 0xc86432;
    }
    byte[] png = codec.png(new Pixels(new Dimensions(20, 10), argb));
    assertThat(new String(png, StandardCharsets.ISO_8859_1)).doesNotContain("tEXt", "eXIf");
    Path file = Files.write(directory.resolve("image"), png);
    Pixels again = codec.decode(file, ImageHeader.read(file, ImageFormat.PNG), 100);
    for (int i = 1; i < argb.length; i++) {
      Color before = new Color(argb[i], true);
      Color after = new Color(again.argb()[i], true);
      assertThat(after.getAlpha()).isEqualTo(before.getAlpha());
      // Decoders may multiply alpha in, which costs precision where there is little of it.
      int tolerance = 1 + 256 / before.getAlpha();
      assertThat(after.getRed()).isCloseTo(before.getRed(), within(tolerance));
      assertThat(after.getBlue()).isCloseTo(before.getBlue(), within(tolerance));
    }
  }

  @ParameterizedTest
  @MethodSource("codecs")
  void averagesFineDetailInsteadOfDroppingIt(ImageCodec codec) throws Exception {
    BufferedImage checks = new BufferedImage(4800, 3200, BufferedImage.TYPE_INT_RGB);
    for (int y = 0; y < 3200; y++) {
      for (int x = 0; x < 4800; x++) {
        checks.setRGB(x, y, (x + y) % 2 == 0 ? 0xffffff : 0);
      }
    }
    Renditions made = render(codec, ImageFormat.PNG, Pictures.png(checks));
    BufferedImage seen = Pictures.decode(made.thumbnail().content());
    for (int x = 10; x < 300; x += 7) {
      int red = new Color(seen.getRGB(x, 100)).getRed();
      // A codec that reads with gaps cannot see single pixels; it must still not show stripes.
      assertThat(red).isCloseTo(new Color(seen.getRGB(150, 50)).getRed(), within(12));
    }
  }

  private static org.assertj.core.data.Offset<Integer> within(int tolerance) {
    return org.assertj.core.data.Offset.offset(tolerance);
  }

  @ParameterizedTest
  @MethodSource("codecs")
  void takesTheThinnestAndTheSmallest(ImageCodec codec) throws Exception {
    assertThat(render(codec, ImageFormat.PNG, Pictures.png(Pictures.quarters(20000, 1))).main())
        .satisfies(main -> assertThat(main.size()).isEqualTo(new Dimensions(1600, 1)));
    assertThat(render(codec, ImageFormat.JPEG, Pictures.jpeg(Pictures.quarters(1, 1))).main())
        .satisfies(main -> assertThat(main.size()).isEqualTo(new Dimensions(1, 1)));
  }

  static Stream<Arguments> codecsAndCuts() {
    return codecs().stream()
        .flatMap(codec -> Stream.of(0.2, 0.5, 0.9).map(share -> Arguments.of(codec, share)));
  }

  @ParameterizedTest
  @MethodSource("codecsAndCuts")
  void rejectsATruncatedFile(ImageCodec codec, double share) {
    for (ImageFormat format : List.of(ImageFormat.JPEG, ImageFormat.PNG)) {
      BufferedImage noise = Pictures.noise(300, 200, 1);
      byte[] whole = format == ImageFormat.JPEG ? Pictures.jpeg(noise) : Pictures.png(noise);
      byte[] cut = Arrays.copyOf(whole, (int) (whole.length * share));
      assertThatThrownBy(() -> render(codec, format, cut))
          .as("%s cut to %s", format, share)
          .isInstanceOf(ImageRejectedException.class)
          .hasMessageContaining("corrupt");
    }
  }

  @Test
  void rejectsATruncatedWebp() {
    byte[] whole = Pictures.webp(Pictures.noise(300, 200, 1), false);
    assertThatThrownBy(() ->
            render(new SkijaCodec(), ImageFormat.WEBP, Arrays.copyOf(whole, whole.length / 2)))
        .isInstanceOf(ImageRejectedException.class);
  }

  @ParameterizedTest
  @MethodSource("codecs")
  void rejectsOrReadsWhateverIsDamaged(ImageCodec codec) throws Exception {
    BufferedImage picture = Pictures.quarters(120, 80);
    Map<ImageFormat, byte[]> files =
        Map.of(
            ImageFormat.JPEG, Pictures.jpeg(picture),
            ImageFormat.PNG, Pictures.png(picture),
            ImageFormat.GIF, Pictures.gif(120, 80, picture),
            ImageFormat.WEBP, Pictures.webp(picture, false));
    for (Map.Entry<ImageFormat, byte[]> file : files.entrySet()) {
      for (int seed = 0; seed < 300; seed++) {
        Random random = new Random(seed);
        byte[] damaged = file.getValue().clone();
        for (int i = random.nextInt(1, 20); i > 0; i--) {
          damaged[random.nextInt(16, damaged.length)] = (byte) random.nextInt();
        }
        renderHostile(codec, file.getKey(), damaged, seed);
      }
    }
  }

  private void renderHostile(ImageCodec codec, ImageFormat format, byte[] content, int seed)
      throws IOException {
    Path file = Files.write(directory.resolve("image"), content);
    try {
      ImageHeader header = ImageHeader.read(file, format);
      // What claims more is refused by its header; here it would only take time.
      if (codec.takes(header) && header.size().pixels() < 1_000_000) {
        assertThat(codec.render(file, header).main().content()).isNotEmpty();
      }
    } catch (ImageRejectedException rejected) {
      assertThat(rejected.reason())
          .as("%s %s seed %d", codec.name(), format, seed)
          .isEqualTo(ImageRejectedException.Reason.CORRUPT);
    }
  }

  @Test
  void readsWebpOfEveryKind() throws Exception {
    for (boolean lossless : new boolean[] {true, false}) {
      byte[] opaque = Pictures.webp(Pictures.quarters(2000, 1000), lossless);
      Renditions made = render(new SkijaCodec(), ImageFormat.WEBP, opaque);
      assertThat(made.main().contentType()).isEqualTo("image/jpeg");
      assertThat(made.main().size()).isEqualTo(new Dimensions(1600, 800));
      byte[] transparent = Pictures.webp(Pictures.disc(500), lossless);
      assertThat(render(new SkijaCodec(), ImageFormat.WEBP, transparent).main().contentType())
          .isEqualTo("image/webp");
    }
  }

  @Test
  void leavesCmykToTheJvm() throws Exception {
    byte[] cmyk = fourChannelJpeg(64, 48);
    Path file = Files.write(directory.resolve("cmyk"), cmyk);
    ImageHeader header = ImageHeader.read(file, ImageFormat.JPEG);
    assertThat(header.fourChannels()).isTrue();
    assertThat(new SkijaCodec().takes(header)).isFalse();
    Renditions made = Codecs.of(new SkijaCodec(), new JvmCodec()).render(file, header);
    assertThat(made.main().size()).isEqualTo(new Dimensions(64, 48));
    assertThat(made.main().contentType()).isEqualTo("image/jpeg");
  }

  private static byte[] fourChannelJpeg(int width, int height) throws IOException {
    WritableRaster raster = Raster.createInterleavedRaster(0, width, height, 4, null);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try (MemoryCacheImageOutputStream stream = new MemoryCacheImageOutputStream(out)) {
      writer.setOutput(stream);
      writer.write(null, new IIOImage(raster, null, null), null);
    } finally {
      writer.dispose();
    }
    return out.toByteArray();
  }

  @Test
  void choosesAWorkingCodecByUsingIt() {
    assertThat(Codecs.probe(CodecChoice.AUTO).names()).containsExactly("skija", "jvm");
    assertThat(Codecs.probe(CodecChoice.JVM).names()).containsExactly("jvm");
  }

  @Test
  void saysThatWebpCannotBeReadWithoutTheNativeCodec() throws Exception {
    Path file = Files.write(directory.resolve("w"), Pictures.webp(Pictures.quarters(10, 10), true));
    ImageHeader header = ImageHeader.read(file, ImageFormat.WEBP);
    assertThatThrownBy(() -> Codecs.of(new JvmCodec()).render(file, header))
        .isInstanceOfSatisfying(
            ImageRejectedException.class,
            e -> assertThat(e.reason()).isEqualTo(ImageRejectedException.Reason.NOT_READABLE_HERE));
  }
}
