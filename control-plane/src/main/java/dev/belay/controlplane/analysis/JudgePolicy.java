package dev.belay.controlplane.analysis;

import java.time.Duration;
import java.util.List;

/**
 * What a rollout promises and tolerates.
 *
 * @param alpha the largest probability, over the whole rollout, of taking back a canary that is not
 *     worse; above 0, at most 0.2
 * @param toleratedRatio how many times stable's error rate is still not worse, 1 to 100. Above 1 it
 *     also forgives a routing share that is slightly off
 * @param sloErrorRate the largest error rate of a canary that has all the traffic, above 0, at most
 *     0.5. Below the service's usual rate, a healthy canary is taken back
 * @param toleratedErrors which share of requests may fail beyond that, 0 to 0.5; default 0. Above 0
 *     every success costs a little evidence
 * @param latency what is too slow
 * @param refusals how many more refusals are not worse
 * @param promotion what it takes to go on
 * @param budget how the evidence is shared among the metrics
 */
public record JudgePolicy(
    double alpha,
    double toleratedRatio,
    double sloErrorRate,
    double toleratedErrors,
    Latency latency,
    Refusals refusals,
    Promotion promotion,
    Budget budget) {

  private static final JudgePolicy DEFAULTS = new JudgePolicy(.001, 1.25, .01);

  /** What an older version stored has the defaults of what it did not know. */
  public JudgePolicy {
    latency = latency == null ? Latency.DEFAULTS : latency;
    refusals = refusals == null ? Refusals.DEFAULTS : refusals;
    promotion = promotion == null ? Promotion.DEFAULTS : promotion;
    budget = budget == null ? Budget.DEFAULTS : budget;
    if (!(alpha > 0 && alpha <= .2)) {
      throw new IllegalArgumentException(
          "alpha is the probability of a false rollback, above 0 and at most 0.2, not " + alpha);
    }
    checkRatio("toleratedRatio", toleratedRatio);
    if (!(sloErrorRate > 0 && sloErrorRate <= .5)) {
      throw new IllegalArgumentException(
          "sloErrorRate is a share of requests, above 0 and at most 0.5, not " + sloErrorRate);
    }
    checkFloor("toleratedErrors", toleratedErrors);
  }

  /** With the defaults for everything else. */
  public JudgePolicy(double alpha, double toleratedRatio, double sloErrorRate) {
    this(
        alpha,
        toleratedRatio,
        sloErrorRate,
        0,
        Latency.DEFAULTS,
        Refusals.DEFAULTS,
        Promotion.DEFAULTS,
        Budget.DEFAULTS);
  }

  /** One false rollback in a thousand rollouts, 1.25 times stable's error rate, 1 % errors. */
  public static JudgePolicy defaults() {
    return DEFAULTS;
  }

  public JudgePolicy withAlpha(double alpha) {
    return new JudgePolicy(
        alpha, toleratedRatio, sloErrorRate, toleratedErrors, latency, refusals, promotion, budget);
  }

  public JudgePolicy withPromotion(Promotion next) {
    return new JudgePolicy(
        alpha, toleratedRatio, sloErrorRate, toleratedErrors, latency, refusals, next, budget);
  }

  public JudgePolicy withLatency(Latency next) {
    return new JudgePolicy(
        alpha, toleratedRatio, sloErrorRate, toleratedErrors, next, refusals, promotion, budget);
  }

  private static void checkRatio(String name, double ratio) {
    if (!(ratio >= 1 && ratio <= 100)) {
      throw new IllegalArgumentException(
          name + " is a multiple of stable's rate, 1 to 100, not " + ratio);
    }
  }

  private static void checkFloor(String name, double floor) {
    if (!(floor >= 0 && floor <= .5)) {
      throw new IllegalArgumentException(name + " is a share of requests, 0 to 0.5, not " + floor);
    }
  }

  /**
   * @param toleratedSlowdown a request is slow above so many times stable's 99th (95th) percentile,
   *     1 to 100; default 1.25, which is one bucket of the gateway's
   * @param toleratedDelayMillis and only above so many milliseconds more than that percentile, 0 to
   *     600,000; default 50: what nobody notices is no reason to go back
   * @param toleratedRatio how many times stable's share of slow requests is still not worse, 1 to
   *     100; default 1.5
   * @param minStableRequests of stable before the first bound is set, at least 100; default 1,000
   * @param warmUpRequests of the canary before its requests count, at least 0; default 200
   */
  public record Latency(
      double toleratedSlowdown,
      long toleratedDelayMillis,
      double toleratedRatio,
      long minStableRequests,
      long warmUpRequests) {

    public static final long LONGEST_DELAY_MILLIS = 600_000;

    static final Latency DEFAULTS = new Latency(1.25, 50, 1.5, 1_000, 200);

    public Latency {
      if (!(toleratedSlowdown >= 1 && toleratedSlowdown <= 100)) {
        throw new IllegalArgumentException(
            "latency.toleratedSlowdown is a multiple of a duration, 1 to 100, not "
                + toleratedSlowdown);
      }
      if (toleratedDelayMillis < 0 || toleratedDelayMillis > LONGEST_DELAY_MILLIS) {
        throw new IllegalArgumentException(
            "latency.toleratedDelay is 0 ms to 10 min, not " + toleratedDelayMillis + " ms");
      }
      checkRatio("latency.toleratedRatio", toleratedRatio);
      if (minStableRequests < 100 || warmUpRequests < 0) {
        throw new IllegalArgumentException(
            "latency.minStableRequests is at least 100 and latency.warmUpRequests at least 0, not %d and %d"
                .formatted(minStableRequests, warmUpRequests));
      }
    }
  }

  /**
   * A revision may refuse more than the one before on purpose, so there is a floor.
   *
   * @param toleratedRatio how many times stable's share of refusals is still not worse, 1 to 100;
   *     default 1.25
   * @param floor which share of requests may be refused beyond that, 0 to 0.5; default 0.01
   */
  public record Refusals(double toleratedRatio, double floor) {

    static final Refusals DEFAULTS = new Refusals(1.25, .01);

    public Refusals {
      checkRatio("refusals.toleratedRatio", toleratedRatio);
      checkFloor("refusals.floor", floor);
    }
  }

  /**
   * A metric in which harm must be ruled out before the canary goes on.
   *
   * @param metric errors, refusals or latency; in which the canary serves alone, error-rate
   * @param harm by how much more of its requests than of stable's a harmful canary fails (is
   *     refused, is slow), above 0, at most 0.5; for error-rate, the rate itself
   */
  public record Gate(Metric metric, double harm) {

    public Gate {
      if (metric == Metric.PROBES) {
        throw new IllegalArgumentException("A gate is a metric of requests, not probes");
      }
      if (!(harm > 0 && harm <= .5)) {
        throw new IllegalArgumentException(
            "harm is a share of requests, above 0 and at most 0.5, not " + harm);
      }
    }
  }

  /**
   * @param beta largest probability that a canary goes on although it is harmful, above 0, at most
   *     0.2; default 0.05
   * @param gates in which metrics harm must be ruled out; default only errors, 0.005
   * @param minRequests least requests the canary has answered, at least 1; default 500
   * @param minTime least time the canary has had traffic; default 60 s
   * @param staleAfter counts older than this are not fresh; default 10 s
   * @param blindAfter without counts for this long there is nothing to judge by; default 30 s
   * @param leastAccounted which share of the routed requests must be counted in both arms; default
   *     0.99
   */
  public record Promotion(
      double beta,
      List<Gate> gates,
      long minRequests,
      Duration minTime,
      Duration staleAfter,
      Duration blindAfter,
      double leastAccounted) {

    static final Promotion DEFAULTS =
        new Promotion(
            .05,
            List.of(new Gate(Metric.ERRORS, .005)),
            500,
            Duration.ofSeconds(60),
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            .99);

    public Promotion {
      gates = List.copyOf(gates);
      if (!(beta > 0 && beta <= .2)) {
        throw new IllegalArgumentException(
            "beta is the probability of a wrong promotion, above 0 and at most 0.2, not " + beta);
      }
      if (gates.isEmpty() || gates.stream().map(Gate::metric).distinct().count() < gates.size()) {
        throw new IllegalArgumentException(
            "There is at least one gate and one a metric, not " + gates);
      }
      if (minRequests < 1) {
        throw new IllegalArgumentException(
            "minRequests is at least 1, since nothing is promoted without data, not "
                + minRequests);
      }
      if (minTime.isNegative() || staleAfter.isNegative() || blindAfter.compareTo(staleAfter) < 0) {
        throw new IllegalArgumentException(
            "minTime and staleAfter are not negative and blindAfter is no less than staleAfter, not %s, %s, %s"
                .formatted(minTime, staleAfter, blindAfter));
      }
      if (!(leastAccounted > 0 && leastAccounted <= 1)) {
        throw new IllegalArgumentException(
            "leastAccounted is a share of requests, above 0 and at most 1, not " + leastAccounted);
      }
    }

    public Promotion withGates(List<Gate> next) {
      return next.isEmpty()
          ? this
          : new Promotion(beta, next, minRequests, minTime, staleAfter, blindAfter, leastAccounted);
    }

    public Promotion withMinimum(long requests, Duration time) {
      return new Promotion(beta, gates, requests, time, staleAfter, blindAfter, leastAccounted);
    }
  }

  /**
   * Shares of the capital, each 0 to 1, together at most 1. A metric with half the capital takes
   * {@code ln 2} more evidence, and one with nothing is not judged. With .60 for errors, a dead
   * canary at 5 % would fail four requests instead of three; .70 leaves room for an error of stable
   * in between. Refusals pay for their .05 with one more refused request.
   *
   * @param errors default .70
   * @param latency default .12
   * @param probes default .08
   * @param refusals default .05
   * @param errorRate default .05; where the canary is alone from the start, errors and error-rate
   *     change places
   */
  public record Budget(
      double errors, double latency, double probes, double refusals, double errorRate) {

    static final Budget DEFAULTS = new Budget(.70, .12, .08, .05, .05);

    /** What rounding may make of a sum of 1. */
    public static final double SLACK = 1e-9;

    public Budget {
      double sum = errors + latency + probes + refusals + errorRate;
      double least =
          Math.min(Math.min(errors, latency), Math.min(Math.min(probes, refusals), errorRate));
      if (!(least >= 0 && sum <= 1 + SLACK)) {
        throw new IllegalArgumentException(
            "Shares of the budget are not negative and together at most 1, not errors %s, latency %s, probes %s, refusals %s, error-rate %s"
                .formatted(errors, latency, probes, refusals, errorRate));
      }
    }

    Budget alone() {
      return new Budget(errorRate, latency, probes, refusals, errors);
    }
  }
}
