package dev.belay.controlplane.analysis;

import java.util.List;

/**
 * Evidence that the canary has more slow requests than stable. What is slow is fixed before the
 * requests are seen that it is applied to: longer than stable's 99th (and, as a second test of the
 * same capital, 95th) percentile among earlier requests, times a tolerance; so whatever the bound,
 * each slow request is the toss of a biased coin of {@link SplitTest}. A pause of the one canary
 * makes many slow requests of one cause, therefore all of a look together count as one.
 *
 * @param p99Micros the bound in force, in microseconds; 0 before there is one
 * @param p95Micros the same for the 95th percentile
 * @param collected stable's requests for the next bounds
 * @param canaryAnswers how many requests the canary has answered
 */
public record Slowness(
    Mixture p99,
    Mixture p95,
    long p99Micros,
    long p95Micros,
    Latencies collected,
    long canaryAnswers) {

  /** Of one look and one weight epoch. Overdue: see {@link Judgement#timed}. */
  record Look(Latencies canary, Latencies stable, long canaryOverdue, long stableOverdue) {}

  private static final double HALF = .5;
  private static final long REFRESH = 10_000;

  static Slowness open(JudgePolicy policy, double capital, double reserve) {
    Mixture half = Mixture.open(test(policy), HALF * capital, reserve);
    return new Slowness(half, half, 0, 0, Latencies.NONE, 0);
  }

  /** Judges nothing. */
  static Slowness none() {
    return new Slowness(Mixture.NONE, Mixture.NONE, 0, 0, Latencies.NONE, 0);
  }

  Slowness fold(JudgePolicy policy, double share, Look look) {
    boolean warm = canaryAnswers >= policy.latency().warmUpRequests();
    boolean bets = warm && p99Micros > 0 && share > 0 && share < 1;
    Slowness next =
        new Slowness(
            bets ? fold(policy, p99, share, look, p99Micros) : p99,
            bets ? fold(policy, p95, share, look, p95Micros) : p95,
            p99Micros,
            p95Micros,
            collected.plus(look.stable),
            canaryAnswers + look.canary.count() + look.canaryOverdue);
    return next.refreshed(policy);
  }

  private static Mixture fold(
      JudgePolicy policy, Mixture mixture, double share, Look look, long micros) {
    return mixture.foldAsOne(
        test(policy),
        share,
        look.canary.atLeast(micros) + look.canaryOverdue,
        look.stable.atLeast(micros) + look.stableOverdue);
  }

  /** Slow requests as errors, the others as successes, by the stricter bound; or nothing yet. */
  Tally slow(Look look) {
    if (p99Micros == 0) {
      return SequentialTest.NOTHING;
    }
    long canary = look.canary.atLeast(p99Micros);
    long stable = look.stable.atLeast(p99Micros);
    return new Tally(
        canary + look.canaryOverdue,
        look.canary.count() - canary,
        stable + look.stableOverdue,
        look.stable.count() - stable);
  }

  /** New bounds, for the looks to come, when there are enough requests to take them from. */
  private Slowness refreshed(JudgePolicy policy) {
    long wanted = p99Micros == 0 ? policy.latency().minStableRequests() : REFRESH;
    if (collected.count() < wanted) {
      return this;
    }
    return new Slowness(
        p99,
        p95,
        bound(policy, collected.quantile(.99)),
        bound(policy, collected.quantile(.95)),
        Latencies.NONE,
        canaryAnswers);
  }

  private static long bound(JudgePolicy policy, long usualMicros) {
    JudgePolicy.Latency tolerated = policy.latency();
    return Math.max(
        (long) Math.ceil(tolerated.toleratedSlowdown() * usualMicros),
        usualMicros + 1_000 * tolerated.toleratedDelayMillis());
  }

  Slowness reinvest(JudgePolicy policy, double partOfReserve) {
    return new Slowness(
        p99.invest(test(policy), partOfReserve),
        p95.invest(test(policy), partOfReserve),
        p99Micros,
        p95Micros,
        collected,
        canaryAnswers);
  }

  double logE() {
    return LogSum.of(p99.logE(), List.of(p95.logE()));
  }

  boolean isMoreThan(Slowness before) {
    return p99.isMoreThan(before.p99) || p95.isMoreThan(before.p95);
  }

  private static SplitTest test(JudgePolicy policy) {
    return new SplitTest(policy.latency().toleratedRatio());
  }
}
