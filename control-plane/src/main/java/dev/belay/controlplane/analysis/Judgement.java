package dev.belay.controlplane.analysis;

/**
 * The evidence of one rollout against its canary, and nothing else. An immutable value of constant
 * size: store its components with the rollout and it goes on, bit for bit, after a restart. A new
 * attempt opens a new one, with its own {@code alpha}.
 *
 * <p>While stable serves beside the canary, {@link SplitTest} bets; while the canary serves alone,
 * {@link AbsoluteTest} does. Both share one capital that begins at 1.
 *
 * @param split the capital that bets on the canary's share of the errors
 * @param absolute the capital that bets on the canary's error rate
 * @param reinvestments how often {@link #reinvest()} was called
 * @param renewals how often the absolute test began afresh
 * @param peak the highest evidence so far
 */
public record Judgement(
    JudgePolicy policy,
    Mixture split,
    Mixture absolute,
    long reinvestments,
    long renewals,
    Peak peak) {

  private static final double MAIN_BUDGET = .9;
  private static final double RESERVE = .2;

  /** For a rollout in which stable serves beside the canary before the canary serves alone. */
  public static Judgement open(JudgePolicy policy) {
    return open(policy, MAIN_BUDGET);
  }

  /**
   * For a rollout in which the canary never shares the traffic: a first deployment, or all at once.
   * The capital goes to the only test that can bet.
   */
  public static Judgement openAlone(JudgePolicy policy) {
    return open(policy, 1 - MAIN_BUDGET);
  }

  private static Judgement open(JudgePolicy policy, double splitBudget) {
    Mixture split = Mixture.open(splitTest(policy), splitBudget, RESERVE);
    Mixture absolute = Mixture.open(absoluteTest(policy), 1 - splitBudget, RESERVE);
    return new Judgement(policy, split, absolute, 0, 0, new Peak(0, Metric.ERRORS));
  }

  /**
   * Requests that have ended since the last call, all routed in one weight epoch.
   *
   * @param canaryShare the probability, 0 to 1, with which each was routed to the canary <em>when
   *     it was routed</em>; with more than two arms, the canary's share of its and stable's weights
   */
  public Judgement routed(double canaryShare, Tally tally) {
    if (!(canaryShare >= 0 && canaryShare <= 1)) {
      throw new IllegalArgumentException(
          "The canary's share of the requests lies between 0 and 1, not " + canaryShare);
    }
    if (canaryShare == 0) {
      return this;
    }
    return canaryShare == 1 ? alone(tally) : besideStable(canaryShare, tally);
  }

  private Judgement besideStable(double canaryShare, Tally tally) {
    return with(split.fold(splitTest(policy), canaryShare, tally), absolute, renewals);
  }

  /**
   * Successes eat the stakes of the absolute test, so that after a long healthy time even a dead
   * canary would take hundreds of errors. Each look with an error therefore puts a slowly falling
   * part of the reserve on fresh bets, which begin with the next look.
   */
  private Judgement alone(Tally tally) {
    AbsoluteTest test = absoluteTest(policy);
    Mixture folded = absolute.fold(test, 1, tally);
    return tally.canaryErrors() == 0
        ? with(split, folded, renewals)
        : with(split, folded.invest(test, Reserve.onTrouble(renewals)), renewals + 1);
  }

  private Judgement with(Mixture nextSplit, Mixture nextAbsolute, long nextRenewals) {
    if (nextSplit.equals(split) && nextAbsolute.equals(absolute)) {
      return this;
    }
    Peak nextPeak = peak.orHigher(nextSplit.logE(), nextAbsolute.logE());
    return new Judgement(policy, nextSplit, nextAbsolute, reinvestments, nextRenewals, nextPeak);
  }

  /**
   * Puts a part of the split test's reserve on fresh bets, so that a canary that fails late is
   * found as fast as one that fails at once. Call it up to 60 times, evenly spread over the
   * rollout's planned duration, without regard to results; a rollout that takes longer may go on
   * calling.
   */
  public Judgement reinvest() {
    Mixture next = split.invest(splitTest(policy), Reserve.onSchedule(reinvestments));
    return new Judgement(policy, next, absolute, reinvestments + 1, renewals, peak);
  }

  /** The evidence now: the natural logarithm of the capital, 0 at the beginning. */
  public double logE() {
    return LogSum.of(split.logE(), absolute.logE());
  }

  /** The evidence that makes a canary worse: {@code ln(1/alpha)}. */
  public double threshold() {
    return -Math.log(policy.alpha());
  }

  public Verdict verdict() {
    return peak.logE() >= threshold()
        ? new Verdict.Worse(peak.leader(), peak.logE(), threshold())
        : new Verdict.KeepLooking();
  }

  private static SplitTest splitTest(JudgePolicy policy) {
    return new SplitTest(policy.toleratedRatio());
  }

  private static AbsoluteTest absoluteTest(JudgePolicy policy) {
    return AbsoluteTest.of(policy.sloErrorRate());
  }

  /**
   * The highest evidence at the end of a look. A crossing inside a look that is undone before its
   * end is missed, which can only spare a canary.
   *
   * @param leader which test held the larger part of the capital then
   */
  public record Peak(double logE, Metric leader) {

    Peak orHigher(double logSplit, double logAbsolute) {
      double now = LogSum.of(logSplit, logAbsolute);
      return now <= logE
          ? this
          : new Peak(now, logSplit >= logAbsolute ? Metric.ERRORS : Metric.ERROR_RATE);
    }
  }
}
