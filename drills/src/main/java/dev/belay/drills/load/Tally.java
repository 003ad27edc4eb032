package dev.belay.drills.load;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a client has seen so far.
 *
 * @param answered with 2xx or 3xx
 * @param failed everything else: other statuses, time-outs, broken connections
 * @param skipped were due while too many others were still open
 * @param uploaded accepted uploads
 * @param marked answers that carried the mark which is looked for
 * @param markedFailures those of them that were 5xx
 * @param markedLate those of them that took a second or more
 * @param failing from the first failure's end to the last one's; null without one
 */
public record Tally(
    long answered,
    long failed,
    long skipped,
    long uploaded,
    long marked,
    long markedFailures,
    long markedLate,
    Duration elapsed,
    @Nullable Duration failing,
    @Nullable String lastFailure) {

  public long sent() {
    return answered + failed;
  }

  public double requestsPerSecond() {
    return elapsed.isZero() ? 0 : sent() * 1e9 / elapsed.toNanos();
  }
}
