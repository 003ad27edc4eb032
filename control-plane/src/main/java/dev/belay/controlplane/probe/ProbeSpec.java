package dev.belay.controlplane.probe;

import java.time.Duration;
import java.util.regex.Pattern;

/**
 * How one probe is made and counted, with Kubernetes' defaults.
 *
 * @param path what to GET, 200 characters at most; 200 to 399 is a success
 * @param initialDelay from the process' start, or for liveness and readiness from the end of
 *     startup, to the first probe; 0 to 1 hour
 * @param period from probe to probe, 100 ms to 1 hour
 * @param timeout for the whole answer, 10 ms to 5 minutes
 * @param successThreshold successes in a row that make it pass, 1 to 1,000
 * @param failureThreshold failures in a row that make it fail, 1 to 100,000
 */
public record ProbeSpec(
    String path,
    Duration initialDelay,
    Duration period,
    Duration timeout,
    int successThreshold,
    int failureThreshold) {

  public static final int MAX_PATH = 200;
  private static final Pattern PATH =
      Pattern.compile("/(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})*");

  public ProbeSpec {
    if (!isPath(path)) {
      throw new IllegalArgumentException(
          "A probe's path begins with '/', is made of URL characters and is 200 long at most");
    }
    check("initialDelay", initialDelay, Duration.ZERO, Duration.ofHours(1));
    check("period", period, Duration.ofMillis(100), Duration.ofHours(1));
    check("timeout", timeout, Duration.ofMillis(10), Duration.ofMinutes(5));
    check("successThreshold", successThreshold, 1_000);
    check("failureThreshold", failureThreshold, 100_000);
  }

  /** Whether it can be asked for. */
  public static boolean isPath(String path) {
    return path.length() <= MAX_PATH && PATH.matcher(path).matches();
  }

  /** At once, every 10 s, 1 s for an answer, 1 success passes, 3 failures in a row fail. */
  public static ProbeSpec at(String path) {
    return new ProbeSpec(path, Duration.ZERO, Duration.ofSeconds(10), Duration.ofSeconds(1), 1, 3);
  }

  public ProbeSpec withInitialDelay(Duration initialDelay) {
    return new ProbeSpec(path, initialDelay, period, timeout, successThreshold, failureThreshold);
  }

  public ProbeSpec withPeriod(Duration period) {
    return new ProbeSpec(path, initialDelay, period, timeout, successThreshold, failureThreshold);
  }

  public ProbeSpec withTimeout(Duration timeout) {
    return new ProbeSpec(path, initialDelay, period, timeout, successThreshold, failureThreshold);
  }

  public ProbeSpec withSuccessThreshold(int successThreshold) {
    return new ProbeSpec(path, initialDelay, period, timeout, successThreshold, failureThreshold);
  }

  public ProbeSpec withFailureThreshold(int failureThreshold) {
    return new ProbeSpec(path, initialDelay, period, timeout, successThreshold, failureThreshold);
  }

  /** So many failures in a row that it fails after this time, rounded up to whole periods. */
  public ProbeSpec failingAfter(Duration limit) {
    long periods = Math.ceilDiv(limit.toMillis(), period.toMillis());
    return withFailureThreshold(Math.toIntExact(Math.max(1, periods)));
  }

  private static void check(String name, Duration value, Duration least, Duration most) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          "A probe's %s lies between %s and %s, not %s".formatted(name, least, most, value));
    }
  }

  private static void check(String name, int value, int most) {
    if (value < 1 || value > most) {
      throw new IllegalArgumentException(
          "A probe's %s lies between 1 and %d, not %d".formatted(name, most, value));
    }
  }
}
