package dev.belay.gpu.cutout;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code gpu.cutout.*}: how much at once, and how sure the model has to be.
 *
 * @param atOnce images worked on at the same time; 0 (default) is one per processor, 2 at most.
 *     Each takes up to 100 MB, most of it outside the heap
 * @param maxWaiting requests that may wait for that; default 16
 * @param maxWait longest that one waits; default 10s
 * @param deadline longest that one image is worked on; default 30s
 * @param leastConfidence below which the image is passed through as it is, 0 to 1; default 0.3
 */
public record CutoutSettings(
    @DefaultValue("0") int atOnce,
    @DefaultValue("16") int maxWaiting,
    @DefaultValue("10s") Duration maxWait,
    @DefaultValue("30s") Duration deadline,
    @DefaultValue("0.3") double leastConfidence) {

  private static final Duration MOST = Duration.ofMinutes(10);

  public CutoutSettings {
    check("at-once", atOnce, 0, 64);
    check("max-waiting", maxWaiting, 0, 10_000);
    check("max-wait", maxWait);
    check("deadline", deadline);
    if (!(leastConfidence >= 0 && leastConfidence <= 1)) {
      throw new IllegalArgumentException(
          "gpu.cutout.least-confidence is %s; it must be 0 to 1".formatted(leastConfidence));
    }
  }

  int permits() {
    return atOnce > 0 ? atOnce : Math.min(2, Runtime.getRuntime().availableProcessors());
  }

  private static void check(String name, long value, long least, long most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "gpu.cutout.%s is %d; it must be %d to %d".formatted(name, value, least, most));
    }
  }

  private static void check(String name, Duration value) {
    if (value.isNegative() || value.isZero() || value.compareTo(MOST) > 0) {
      throw new IllegalArgumentException(
          "gpu.cutout.%s is %s; it must be more than none and %s at most"
              .formatted(name, value, MOST));
    }
  }
}
