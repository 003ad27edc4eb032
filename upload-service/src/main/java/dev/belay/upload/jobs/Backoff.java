package dev.belay.upload.jobs;

import java.time.Duration;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How long to wait after a failure: doubling up to a limit, or what the other side asks for. Chance
 * spreads those who failed together.
 */
public record Backoff(Duration first, Duration most, RandomGenerator chance) {

  /**
   * @param failures in a row, at least 1
   * @param asked what the other side asks for; believed up to the limit
   */
  public Duration after(int failures, @Nullable Duration asked) {
    if (asked != null) {
      // Never earlier than asked, and up to a quarter later.
      return atMost(asked, most).plus(share(atMost(asked, most).dividedBy(4)));
    }
    int doublings = Math.min(Math.max(failures, 1) - 1, 30);
    Duration whole = atMost(first.multipliedBy(1L << doublings), most);
    return whole.dividedBy(2).plus(share(whole.dividedBy(2)));
  }

  private Duration share(Duration of) {
    return Duration.ofMillis(Math.round(of.toMillis() * chance.nextDouble()));
  }

  private static Duration atMost(Duration wait, Duration limit) {
    return wait.compareTo(limit) > 0 ? limit : wait;
  }
}
