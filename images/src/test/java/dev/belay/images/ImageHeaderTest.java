package dev.belay.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ImageHeaderTest {

  private static final Map<ImageFormat, byte[]> FILES =
      Map.of(
          ImageFormat.JPEG,
          Pictures.jpegWithExif(
              Pictures.jpeg(Pictures.quarters(60, 40)), 6, ByteOrder.LITTLE_ENDIAN),
          ImageFormat.PNG,
          Pictures.pngWithExif(Pictures.png(Pictures.quarters(60, 40)), 6),
          ImageFormat.WEBP,
          Pictures.webpWithExif(Pictures.webp(Pictures.quarters(60, 40), false), 60, 40, 6),
          ImageFormat.GIF,
          Pictures.gif(60, 40, Pictures.quarters(60, 40), Pictures.quarters(60, 40)));

  private static ImageHeader parse(ImageFormat format, byte[] content)
      throws ImageRejectedException {
    return ImageHeader.parse(ByteBuffer.wrap(content), format);
  }

  @ParameterizedTest
  @EnumSource
  void readsSizeAndOrientation(ImageFormat format) throws Exception {
    ImageHeader header = parse(format, FILES.get(format));
    assertThat(header.size()).isEqualTo(new Dimensions(60, 40));
    assertThat(header.orientation())
        .isEqualTo(format == ImageFormat.GIF ? Orientation.UPRIGHT : Orientation.TURN_RIGHT);
    assertThat(header.frames()).isEqualTo(format == ImageFormat.GIF ? 2 : 1);
  }

  @ParameterizedTest
  @EnumSource
  void recognisesItsOwnFirstBytesAndNoOthers(ImageFormat format) {
    assertThat(ImageFormat.sniff(FILES.get(format))).contains(format);
    assertThat(ImageFormat.sniff(Arrays.copyOf(FILES.get(format), 2))).isEmpty();
  }

  @Test
  void believesWhatAFileClaimsWithoutDecodingIt() throws Exception {
    ImageHeader header = parse(ImageFormat.PNG, Pictures.pngClaiming(30_000, 30_000));
    assertThat(header.size().pixels()).isEqualTo(900_000_000L);
    ImageHeader largest =
        parse(ImageFormat.PNG, Pictures.pngClaiming(Integer.MAX_VALUE, Integer.MAX_VALUE));
    assertThat(largest.size().pixels()).isPositive().isGreaterThan(1L << 61);
  }

  @Test
  void refusesImpossibleSizes() {
    for (int side : new int[] {0, -1, Integer.MIN_VALUE}) {
      assertThatThrownBy(() -> parse(ImageFormat.PNG, Pictures.pngClaiming(side, 10)))
          .isInstanceOf(ImageRejectedException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void saysThatAFileOfAnyLengthIsCorruptOrReadsIt(ImageFormat format) {
    byte[] whole = FILES.get(format);
    for (int length = 0; length < whole.length; length++) {
      parseHostile(format, Arrays.copyOf(whole, length), "cut to " + length);
    }
  }

  @ParameterizedTest
  @EnumSource
  void survivesAnyDamage(ImageFormat format) {
    for (long seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      byte[] damaged = FILES.get(format).clone();
      for (int i = random.nextInt(1, 8); i > 0; i--) {
        damaged[random.nextInt(Math.min(damaged.length, 200))] = (byte) random.nextInt();
      }
      parseHostile(format, damaged, "seed " + seed);
    }
  }

  private static void parseHostile(ImageFormat format, byte[] content, String what) {
    try {
      assertThat(parse(format, content).size().pixels()).as(what).isPositive();
    } catch (ImageRejectedException corrupt) {
      assertThat(corrupt.reason()).as(what).isEqualTo(ImageRejectedException.Reason.CORRUPT);
    } catch (RuntimeException e) {
      fail(format + " " + what, e);
    }
  }
}
