package dev.belay.apikeys;

import org.jspecify.annotations.Nullable;

/**
 * How often a key may be used; null where there is no limit.
 *
 * @param requestsPerMinute counted by each instance of a service for itself
 * @param requestsPerDay counted exactly over all instances, from midnight to midnight UTC
 * @param bytesPerDay the same, of what was taken
 */
public record Limits(
    @Nullable Integer requestsPerMinute,
    @Nullable Long requestsPerDay,
    @Nullable Long bytesPerDay) {

  private static final int MOST_PER_MINUTE = 1_000_000;

  public static final Limits NONE = new Limits(null, null, null);

  public Limits {
    check("requestsPerMinute", requestsPerMinute == null ? null : requestsPerMinute.longValue());
    check("requestsPerDay", requestsPerDay);
    check("bytesPerDay", bytesPerDay);
    if (requestsPerMinute != null && requestsPerMinute > MOST_PER_MINUTE) {
      throw new IllegalArgumentException(
          "requestsPerMinute is %d; it may be %d at most"
              .formatted(requestsPerMinute, MOST_PER_MINUTE));
    }
  }

  private static void check(String name, @Nullable Long value) {
    if (value != null && value < 1) {
      throw new IllegalArgumentException(
          "%s is %d; it must be 1 or more, or left out for no limit".formatted(name, value));
    }
  }

  /** These, and where there are none those. */
  Limits or(Limits others) {
    return new Limits(
        requestsPerMinute == null ? others.requestsPerMinute : requestsPerMinute,
        requestsPerDay == null ? others.requestsPerDay : requestsPerDay,
        bytesPerDay == null ? others.bytesPerDay : bytesPerDay);
  }

  boolean hasQuota() {
    return requestsPerDay != null || bytesPerDay != null;
  }
}
