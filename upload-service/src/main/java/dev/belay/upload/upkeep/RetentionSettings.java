package dev.belay.upload.upkeep;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code upload.retention.*}: how long uploads are kept.
 *
 * @param originalsAfter the age at which originals go; main image, thumbnail and cut-out stay;
 *     default never, at least 1d
 * @param uploadsAfter the age at which whole uploads go; default never, at least 1d, and more than
 *     originalsAfter
 * @param remembered how long readers are told that an upload has expired; then it is unknown;
 *     default 30d, 0 to 3650d
 * @param interval between passes; default 10m, 100ms to 1d
 * @param passLimit uploads that a pass takes something of; default 5000, 1 to 100000
 */
public record RetentionSettings(
    @Nullable Duration originalsAfter,
    @Nullable Duration uploadsAfter,
    @DefaultValue("30d") Duration remembered,
    @DefaultValue("10m") Duration interval,
    @DefaultValue("5000") int passLimit) {

  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration YEARS = Duration.ofDays(3_650);

  public RetentionSettings {
    check("originals-after", originalsAfter, DAY, YEARS);
    check("uploads-after", uploadsAfter, DAY, YEARS);
    check("remembered", remembered, Duration.ZERO, YEARS);
    check("interval", interval, Duration.ofMillis(100), DAY);
    if (passLimit < 1 || passLimit > 100_000) {
      throw new IllegalArgumentException(
          "upload.retention.pass-limit is %d; it must be 1 to 100000".formatted(passLimit));
    }
    if (originalsAfter != null
        && uploadsAfter != null
        && originalsAfter.compareTo(uploadsAfter) >= 0) {
      throw new IllegalArgumentException(
          "upload.retention.originals-after is %s; it must be less than uploads-after, which is %s"
              .formatted(originalsAfter, uploadsAfter));
    }
  }

  /** The same with other ages, for asking what they would do. */
  public RetentionSettings with(@Nullable Duration originals, @Nullable Duration uploads) {
    return new RetentionSettings(
        originals == null ? originalsAfter : originals,
        uploads == null ? uploadsAfter : uploads,
        remembered,
        interval,
        passLimit);
  }

  /** Whether anything goes at all. */
  boolean any() {
    return originalsAfter != null || uploadsAfter != null;
  }

  private static void check(String name, @Nullable Duration value, Duration least, Duration most) {
    if (value != null && (value.compareTo(least) < 0 || value.compareTo(most) > 0)) {
      throw new IllegalArgumentException(
          "upload.retention.%s is %s; it must be %s to %s".formatted(name, value, least, most));
    }
  }
}
