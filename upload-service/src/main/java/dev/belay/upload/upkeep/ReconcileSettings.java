package dev.belay.upload.upkeep;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * {@code upload.reconcile.*}: looking whether the store has what rows promise.
 *
 * @param interval between passes; default 10m, 100ms to 1d
 * @param limit uploads that a pass looks at, going on where the last one stopped; default 1000, 1
 *     to 100000
 * @param lostAfter passes that must find a file missing before the upload counts as lost, and
 *     readers are told so; default 0: never, it is only reported
 */
public record ReconcileSettings(
    @DefaultValue("10m") Duration interval,
    @DefaultValue("1000") int limit,
    @DefaultValue("0") int lostAfter) {

  private static final Duration LEAST = Duration.ofMillis(100);
  private static final Duration MOST = Duration.ofDays(1);

  public ReconcileSettings {
    if (interval.compareTo(LEAST) < 0 || interval.compareTo(MOST) > 0) {
      throw new IllegalArgumentException(
          "upload.reconcile.interval is %s; it must be %s to %s".formatted(interval, LEAST, MOST));
    }
    check("limit", limit, 1, 100_000);
    check("lost-after", lostAfter, 0, 1_000);
  }

  private static void check(String name, int value, int least, int most) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "upload.reconcile.%s is %d; it must be %d to %d".formatted(name, value, least, most));
    }
  }
}
