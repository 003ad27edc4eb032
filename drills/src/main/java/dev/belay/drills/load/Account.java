package dev.belay.drills.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Keeps the tally and the accepted ids. Safe for use by several threads. */
final class Account {

  /** Enough for an hour of a drill; further uploads are not made. */
  static final int MOST_IDS = 50_000;

  private static final Duration LATE = Duration.ofSeconds(1);

  private final @Nullable String mark;
  private final List<String> accepted = new ArrayList<>();
  private long begun = System.nanoTime();
  private long answered;
  private long failed;
  private long skipped;
  private long marked;
  private long markedFailures;
  private long markedLate;
  private long firstFailure;
  private long lastFailure;
  private @Nullable String lastReason;

  /**
   * @param mark the value of X-Belay-Drill that is counted; null for none
   */
  Account(@Nullable String mark) {
    this.mark = mark;
  }

  synchronized void answered(int status, @Nullable String sign, Duration after) {
    boolean signed = mark != null && mark.equals(sign);
    marked += signed ? 1 : 0;
    markedFailures += signed && status >= 500 ? 1 : 0;
    markedLate += signed && after.compareTo(LATE) >= 0 ? 1 : 0;
    if (status >= 200 && status < 400) {
      answered++;
    } else {
      failed("status " + status);
    }
  }

  synchronized void failed(String reason) {
    long now = System.nanoTime();
    firstFailure = failed == 0 ? now : firstFailure;
    lastFailure = now;
    lastReason = reason;
    failed++;
  }

  synchronized void skipped() {
    skipped++;
  }

  synchronized void accepted(String id) {
    if (accepted.size() < MOST_IDS) {
      accepted.add(id);
    }
  }

  synchronized boolean full() {
    return accepted.size() >= MOST_IDS;
  }

  synchronized @Nullable String anyAccepted(RandomGenerator random) {
    return accepted.isEmpty() ? null : accepted.get(random.nextInt(accepted.size()));
  }

  synchronized List<String> allAccepted() {
    return List.copyOf(accepted);
  }

  /** Counts from now on; the ids stay. */
  synchronized void restart() {
    begun = System.nanoTime();
    answered = 0;
    failed = 0;
    skipped = 0;
    marked = 0;
    markedFailures = 0;
    markedLate = 0;
    lastReason = null;
  }

  synchronized Tally tally() {
    return new Tally(
        answered,
        failed,
        skipped,
        accepted.size(),
        marked,
        markedFailures,
        markedLate,
        Duration.ofNanos(System.nanoTime() - begun),
        failed == 0 ? null : Duration.ofNanos(lastFailure - firstFailure),
        lastReason);
  }
}
