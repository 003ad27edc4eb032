package dev.belay.gpu.cutout;

import dev.belay.images.CodecChoice;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * {@code gpu.image.*}: what is taken and what is given.
 *
 * @param maxBytes largest file; default 20MB, at most 100MB
 * @param maxPixels largest width x height; default 50000000, at most 200000000
 * @param maxSide longest side of the answer in pixels, 16 to 4096; default 1600. Larger images come
 *     back smaller
 * @param codec {@code auto} (default: skija where it works), {@code skija} or {@code jvm}
 */
public record ImageSettings(
    @DefaultValue("20MB") DataSize maxBytes,
    @DefaultValue("50000000") long maxPixels,
    @DefaultValue("1600") int maxSide,
    @DefaultValue("auto") CodecChoice codec) {

  public ImageSettings {
    check("max-bytes", maxBytes.toBytes(), 1, 100L << 20);
    check("max-pixels", maxPixels, 1, 200_000_000);
    check("max-side", maxSide, 16, 4096);
  }

  private static void check(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "gpu.image.%s is %d; it must be %d to %d".formatted(name, value, least, most));
    }
  }
}
