package dev.belay.upload.resumable;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code upload.resumable.*}: uploads in pieces.
 *
 * @param expiry how long one is kept after its last byte came; default 24h, 1m to 30d
 * @param maxUnfinished that one API key may have at a time; default 100, 1 to 10000
 */
public record ResumableSettings(
    @DefaultValue("24h") Duration expiry, @DefaultValue("100") int maxUnfinished) {

  private static final Duration SHORTEST = Duration.ofMinutes(1);
  private static final Duration LONGEST = Duration.ofDays(30);

  public ResumableSettings {
    if (expiry.compareTo(SHORTEST) < 0 || expiry.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "upload.resumable.expiry is %s; it must be 1m to 30d".formatted(expiry));
    }
    if (maxUnfinished < 1 || maxUnfinished > 10_000) {
      throw new IllegalArgumentException(
          "upload.resumable.max-unfinished is %d; it must be 1 to 10000".formatted(maxUnfinished));
    }
  }
}
