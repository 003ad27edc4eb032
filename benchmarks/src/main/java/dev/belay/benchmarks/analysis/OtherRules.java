package dev.belay.benchmarks.analysis;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Simulations of the rules by which other tools take a canary back, as their sources have them: not
 * the products themselves, and without weight ramps, scrape delays or outlier removal.
 */
final class OtherRules {

  static final double SHARE = .05;
  static final int NEVER = -1;

  /** Failed requests and seconds until the rule takes the canary back; {@link #NEVER} if not. */
  record Result(long failed, int seconds) {}

  /** What a rule watches. */
  record Service(double requestsPerSecond, double canary, double stable) {

    long requests(int seconds) {
      return Math.round(SHARE * requestsPerSecond * seconds);
    }
  }

  interface Rule {
    Result play(Service service, int seconds, SplittableRandom random);
  }

  private OtherRules() {}

  /**
   * Flagger (0016895, {@code scheduler.go}): a check fails below the success rate or without
   * values; the count is never taken back; a tick after it reached the threshold, the canary goes.
   */
  static Rule flagger(int interval, double successRate, int threshold) {
    return (service, seconds, random) -> {
      long failed = 0;
      int badChecks = 0;
      for (int at = interval; at <= seconds; at += interval) {
        long asked = arrivals(service, interval, random);
        long errors = Dice.binomial(asked, service.canary, random);
        failed += errors;
        if (badChecks >= threshold) {
          return new Result(failed, at);
        }
        badChecks += asked == 0 || 1 - errors / (double) asked < successRate ? 1 : 0;
      }
      return new Result(failed, NEVER);
    };
  }

  /**
   * Argo Rollouts (045c1cf, {@code analysis.go}): fails when there were more failed measurements
   * than the limit, so with a limit of 3 at the fourth.
   */
  static Rule argo(int interval, double successRate, int failureLimit) {
    return (service, seconds, random) -> {
      long failed = 0;
      int badMeasurements = 0;
      for (int at = interval; at <= seconds; at += interval) {
        long asked = arrivals(service, interval, random);
        long errors = Dice.binomial(asked, service.canary, random);
        failed += errors;
        badMeasurements += asked > 0 && 1 - errors / (double) asked < successRate ? 1 : 0;
        if (badMeasurements > failureLimit) {
          return new Result(failed, at);
        }
      }
      return new Result(failed, NEVER);
    };
  }

  /**
   * Kayenta (39c1d8a, Mann-Whitney): error rates a minute of canary and baseline over half an hour,
   * Hodges and Lehmann's shift with a 98 % interval, bad if its lower end is above a quarter of the
   * shift. The baseline is taken to be as large as the canary.
   */
  static Rule kayenta(int minutes) {
    return (service, seconds, random) -> {
      long failed = 0;
      double[] canary = new double[minutes];
      double[] baseline = new double[minutes];
      for (int minute = 0; minute < minutes; minute++) {
        long asked = Math.max(1, arrivals(service, 60, random));
        long errors = Dice.binomial(asked, service.canary, random);
        failed += errors;
        canary[minute] = errors / (double) asked;
        baseline[minute] = Dice.binomial(asked, service.stable, random) / (double) asked;
      }
      return new Result(failed, isHigh(canary, baseline) ? 60 * minutes : NEVER);
    };
  }

  private static boolean isHigh(double[] canary, double[] baseline) {
    int n = canary.length;
    double[] shifts = new double[n * n];
    for (int i = 0; i < shifts.length; i++) {
      shifts[i] = canary[i / n] - baseline[i % n];
    }
    Arrays.sort(shifts);
    double median = (shifts[(shifts.length - 1) / 2] + shifts[shifts.length / 2]) / 2;
    double deviation = Math.sqrt(n * (double) n * (2 * n + 1) / 12);
    int lower = (int) Math.max(0, Math.floor(shifts.length / 2.0 - 2.3263 * deviation));
    return shifts[lower] > .25 * Math.abs(median);
  }

  /** Requests come at random. */
  private static long arrivals(Service service, int seconds, SplittableRandom random) {
    long slots = 1_000L;
    double mean = SHARE * service.requestsPerSecond * seconds;
    return mean >= 1_000
        ? Math.max(0, Math.round(mean + Math.sqrt(mean) * random.nextGaussian()))
        : Dice.binomial(slots * 10, mean / (slots * 10), random);
  }
}
