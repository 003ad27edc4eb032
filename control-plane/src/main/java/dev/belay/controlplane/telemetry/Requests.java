package dev.belay.controlplane.telemetry;

import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Adds up one process' requests by how they ended, without those that are no users'. */
final class Requests {

  /** Above this, a number of a metric is not exact. */
  static final long MOST = 1L << 53;

  private static final Set<String> PROBES = Set.of("/actuator", "/livez", "/readyz");
  private final Set<String> others;
  private long succeeded;
  private long refused;
  private long failed;
  private final TreeMap<Long, Long> times = new TreeMap<>();

  /**
   * @param others paths that are probed too
   */
  Requests(Set<String> others) {
    this.others = Set.copyOf(others);
  }

  boolean ofUsers(@Nullable String uri) {
    return uri == null
        || !(PROBES.contains(uri) || uri.startsWith("/actuator/") || others.contains(uri));
  }

  /**
   * How a request ended whose answer nobody knows is not known either: it is left out.
   *
   * @param status such as 404, else the outcome says
   * @param outcome such as {@code CLIENT_ERROR}
   */
  void add(@Nullable String status, @Nullable String outcome, long count) {
    switch (kind(status, outcome)) {
      case '1', '2', '3' -> succeeded += count;
      case '4' -> refused += count;
      case '5' -> failed += count;
      default -> {}
    }
  }

  private static char kind(@Nullable String status, @Nullable String outcome) {
    if (status != null && status.matches("[1-5][0-9][0-9]")) {
      return status.charAt(0);
    }
    return switch (outcome == null ? "" : outcome.toUpperCase(Locale.ROOT)) {
      case "INFORMATIONAL", "SUCCESS", "REDIRECTION" -> '2';
      case "CLIENT_ERROR" -> '4';
      case "SERVER_ERROR" -> '5';
      default -> '?';
    };
  }

  void took(long belowMicros, long count) {
    times.merge(belowMicros, count, Long::sum);
  }

  Tally tally() {
    return new Tally(succeeded, refused, failed, times);
  }

  /**
   * @throws Unreadable unless it is a whole number from 0
   */
  static long whole(String value, String of) throws Unreadable {
    double number;
    try {
      number = Double.parseDouble(value);
    } catch (NumberFormatException e) {
      number = Double.NaN;
    }
    if (!(number >= 0 && number <= MOST) || number != Math.rint(number)) {
      throw new Unreadable(
          "%s counts '%s'; a count is a whole number from 0 to 2^53"
              .formatted(Unreadable.shown(of), Unreadable.shown(value)));
    }
    return (long) number;
  }
}
