package dev.belay.controlplane.probe;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How steady a probe was lately, by share of time: successes in between do not hide failures from
 * it, as they do from a count of failures in a row.
 *
 * @param results the latest, oldest first, at most {@value #MAX_RESULTS}
 */
public record Steadiness(List<Result> results) {

  static final int MAX_RESULTS = 600;
  private static final Duration LONGEST = Duration.ofMinutes(10);

  /** Nothing observed yet. */
  public static final Steadiness UNKNOWN = new Steadiness(List.of());

  /** What a probe said, which holds until the next one says something. */
  record Result(Instant at, boolean failed) {}

  public Steadiness {
    results = List.copyOf(results);
  }

  Steadiness and(Instant at, boolean failed) {
    Instant oldest = at.minus(LONGEST);
    int first = Math.max(0, results.size() + 1 - MAX_RESULTS);
    while (first < results.size() && !oldest.isBefore(results.get(first).at())) {
      first++;
    }
    var next = new ArrayList<Result>(results.size() - first + 1);
    next.addAll(results.subList(first, results.size()));
    next.add(new Result(at, failed));
    return new Steadiness(next);
  }

  /**
   * The share of the window's time, up to the last result, in which the probe failed, 0 to 1.
   * Results older than the window count from its begin.
   */
  public double failingShare(Duration window) {
    if (results.size() < 2) {
      return 0;
    }
    Instant end = results.getLast().at();
    Instant begin = end.minus(window);
    long failing = 0;
    // Backwards: what ended before the window is most of it.
    for (int i = results.size() - 2; i >= 0; i--) {
      Instant from = later(results.get(i).at(), begin);
      Instant to = results.get(i + 1).at();
      if (!to.isAfter(begin)) {
        break;
      }
      if (results.get(i).failed() && to.isAfter(from)) {
        failing += Duration.between(from, to).toNanos();
      }
    }
    long seen = seen(window).toNanos();
    return seen == 0 ? 0 : failing / (double) seen;
  }

  /** How much of the window was observed. */
  public Duration seen(Duration window) {
    if (results.size() < 2) {
      return Duration.ZERO;
    }
    Instant end = results.getLast().at();
    return Duration.between(later(results.getFirst().at(), end.minus(window)), end);
  }

  /** How many results came after a moment, and how many of them were failures. */
  public Asked after(@Nullable Instant time) {
    long asked = 0;
    long failed = 0;
    for (int i = results.size() - 1; i >= 0; i--) {
      Result result = results.get(i);
      if (time != null && !result.at().isAfter(time)) {
        break;
      }
      asked++;
      failed += result.failed() ? 1 : 0;
    }
    return new Asked(asked, failed);
  }

  /** When the newest result came; null before the first. */
  public @Nullable Instant newest() {
    return results.isEmpty() ? null : results.getLast().at();
  }

  /** So many probes, and those of them that failed. */
  public record Asked(long asked, long failed) {

    public static final Asked NOTHING = new Asked(0, 0);

    public Asked plus(Asked more) {
      return new Asked(asked + more.asked, failed + more.failed);
    }
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
