package dev.belay.upload.image;

import dev.belay.images.CodecChoice;
import dev.belay.images.DecodingLimits;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * {@code upload.image.*}: what is taken and how much at once.
 *
 * @param maxBytes largest file; default 20MB, at most 100MB
 * @param maxPixels largest width x height; default 50000000, at most 200000000
 * @param maxFrames of an animation, of which the first frame is taken; default 1000, at most 100000
 * @param codec {@code auto} (default: skija where it works), {@code skija} or {@code jvm}
 * @param decoders images decoded at the same time; 0 (default) is one per processor, 4 at most
 * @param maxPixelsAtOnce pixels of all images that are decoded or wait for a decoder; default
 *     100000000, at least {@code maxPixels}. An image counts a million at least
 * @param maxWaiting uploads that may wait for that budget; default 64
 */
public record ImageSettings(
    @DefaultValue("20MB") DataSize maxBytes,
    @DefaultValue("50000000") long maxPixels,
    @DefaultValue("1000") int maxFrames,
    @DefaultValue("auto") CodecChoice codec,
    @DefaultValue("0") int decoders,
    @DefaultValue("100000000") long maxPixelsAtOnce,
    @DefaultValue("64") int maxWaiting) {

  public ImageSettings {
    check("max-bytes", maxBytes.toBytes(), 1, 100L << 20);
    check("max-pixels", maxPixels, 1, 200_000_000);
    check("max-frames", maxFrames, 1, 100_000);
    check("decoders", decoders, 0, 64);
    check("max-pixels-at-once", maxPixelsAtOnce, Math.max(maxPixels, 1_000_000), 2_000_000_000);
    check("max-waiting", maxWaiting, 0, 10_000);
  }

  private static void check(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "upload.image.%s is %d; it must be %d to %d".formatted(name, value, least, most));
    }
  }

  /** The part of these that the decoders need. */
  public DecodingLimits limits() {
    int threads = decoders > 0 ? decoders : Math.min(4, Runtime.getRuntime().availableProcessors());
    return new DecodingLimits(
        "upload.image", maxPixels, maxFrames, threads, maxPixelsAtOnce, maxWaiting);
  }
}
