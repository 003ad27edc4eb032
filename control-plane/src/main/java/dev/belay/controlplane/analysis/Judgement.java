package dev.belay.controlplane.analysis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The evidence of one rollout, for and against its canary, and nothing else. An immutable value of
 * constant size: store its components with the rollout and it goes on, bit for bit, after a
 * restart. A new attempt opens a new one, with its own {@code alpha}.
 *
 * <p>Against the canary one capital is at stake, which begins at 1 and is shared among the metrics:
 * their sum is again a fair bet, whatever they have to do with each other. While stable serves
 * beside the canary, {@link SplitTest} bets on errors; while the canary serves alone, {@link
 * AbsoluteTest} does. What speaks for the canary ({@link Harmlessness}) and for the router ({@link
 * ShareGuard}) are capitals of their own.
 *
 * @param alone whether the canary never shares the traffic
 * @param split the capital that bets on the canary's share of the errors
 * @param absolute the capital that bets on the canary's error rate
 * @param refusals the capital that bets on refusals
 * @param slowness the capital that bets on slow requests
 * @param probes the capital that bets on failed probes
 * @param gates evidence that harm is ruled out, one for each gating metric
 * @param share whether the weights are honoured
 * @param requests how many requests the canary has answered
 * @param reinvestments how often {@link #reinvest()} was called
 * @param renewals how often the absolute test began afresh
 * @param peak the highest evidence so far
 */
public record Judgement(
    JudgePolicy policy,
    boolean alone,
    Mixture split,
    Mixture absolute,
    Mixture refusals,
    Slowness slowness,
    Mixture probes,
    List<Harmlessness> gates,
    ShareGuard share,
    long requests,
    long reinvestments,
    long renewals,
    Peak peak) {

  private static final double RESERVE = .2;

  /**
   * What an older version stored judged fewer metrics, with all of the capital: those that it did
   * not know get none.
   */
  public Judgement {
    refusals = refusals == null ? Mixture.NONE : refusals;
    slowness = slowness == null ? Slowness.none() : slowness;
    probes = probes == null ? Mixture.NONE : probes;
    gates = gates == null ? Tests.gates(policy, alone) : List.copyOf(gates);
    share = share == null ? ShareGuard.open() : share;
  }

  /** For a rollout in which stable serves beside the canary before the canary serves alone. */
  public static Judgement open(JudgePolicy policy) {
    return open(policy, policy.budget(), false);
  }

  /**
   * For a rollout in which the canary never shares the traffic: a first deployment, or all at once.
   * Most of the capital goes to the only test of errors that can bet.
   */
  public static Judgement openAlone(JudgePolicy policy) {
    return open(policy, policy.budget().alone(), true);
  }

  private static Judgement open(JudgePolicy policy, JudgePolicy.Budget budget, boolean alone) {
    return new Judgement(
        policy,
        alone,
        Mixture.open(Tests.errors(policy), budget.errors(), RESERVE),
        Mixture.open(Tests.errorRate(policy), budget.errorRate(), RESERVE),
        Mixture.open(Tests.refusals(policy), budget.refusals(), RESERVE),
        Slowness.open(policy, budget.latency(), RESERVE),
        Mixture.open(Tests.probes(alone), budget.probes(), RESERVE),
        Tests.gates(policy, alone),
        ShareGuard.open(),
        0,
        0,
        0,
        Peak.NONE);
  }

  /**
   * Requests that have ended since the last call, all routed in one weight epoch.
   *
   * @param canaryShare the probability, 0 to 1, with which each was routed to the canary <em>when
   *     it was routed</em>; with more than two arms, the canary's share of its and stable's weights
   */
  public Judgement routed(double canaryShare, Answers canary, Answers stable) {
    Judgement errors = routed(canaryShare, Answers.distinctErrors(canary, stable));
    if (canaryShare == 0) {
      return errors;
    }
    Tally doubtful = Answers.doubtful(canary, stable);
    Judgement counted = errors.with(errors.gates, share, requests + canary.total(), errors.peak);
    return canaryShare == 1
        ? counted.cleared(Metric.ERROR_RATE, 1, doubtful)
        : counted
            .refused(canaryShare, Answers.refusals(canary, stable))
            .cleared(Metric.ERRORS, canaryShare, doubtful);
  }

  private Judgement refused(double canaryShare, Tally tally) {
    Mixture folded = refusals.fold(Tests.refusals(policy), canaryShare, tally);
    return with(split, absolute, folded, slowness, probes, renewals)
        .cleared(Metric.REFUSALS, canaryShare, tally);
  }

  private Judgement cleared(Metric metric, double canaryShare, Tally tally) {
    var next = new ArrayList<Harmlessness>(gates.size());
    for (Harmlessness gate : gates) {
      next.add(gate.gate().metric() == metric ? gate.fold(canaryShare, tally) : gate);
    }
    return next.equals(gates) ? this : with(next, share, requests, peak);
  }

  /** The same where only errors are told from the rest; no evidence of health. */
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
    Mixture folded = split.fold(Tests.errors(policy), canaryShare, tally);
    return with(folded, absolute, refusals, slowness, probes, renewals);
  }

  /**
   * Successes eat the stakes of the absolute test, so that after a long healthy time even a dead
   * canary would take hundreds of errors. Each look with an error therefore puts a slowly falling
   * part of the reserve on fresh bets, which begin with the next look.
   */
  private Judgement alone(Tally tally) {
    AbsoluteTest test = Tests.errorRate(policy);
    Mixture folded = absolute.fold(test, 1, tally);
    if (tally.canaryErrors() == 0) {
      return with(split, folded, refusals, slowness, probes, renewals);
    }
    Mixture renewed = folded.invest(test, Reserve.onTrouble(renewals));
    return with(split, renewed, refusals, slowness, probes, renewals + 1);
  }

  /**
   * How long requests took until they were answered; those of one weight epoch that were answered
   * since the last call. With a share of 0 stable's requests only set what is slow: its traffic
   * before the rollout will do.
   *
   * @param canaryOverdue requests of the canary that have been waiting for longer than {@link
   *     #overdueAfter()} since the last call, or ended without an answer; whoever counts one that
   *     waits leaves it out when it ends. 0 where nobody can tell: then it counts when it ends
   * @param stableOverdue the same of stable
   */
  public Judgement timed(
      double canaryShare,
      Latencies canary,
      Latencies stable,
      long canaryOverdue,
      long stableOverdue) {
    var look = new Slowness.Look(canary, stable, canaryOverdue, stableOverdue);
    Slowness folded = slowness.fold(policy, canaryShare, look);
    Judgement next = with(split, absolute, refusals, folded, probes, renewals);
    return canaryShare > 0 && canaryShare < 1
        ? next.cleared(Metric.LATENCY, canaryShare, slowness.slow(look))
        : next;
  }

  /** From when a request is slow for the stricter test; zero while there is no bound yet. */
  public Duration overdueAfter() {
    return Duration.ofNanos(1_000 * slowness.p99Micros());
  }

  /** After it was seen that the weights are honoured after all: the guard begins anew. */
  public Judgement shareForgiven() {
    return with(gates, ShareGuard.open(), requests, peak);
  }

  /**
   * Probes since the last call, at most one a period and instance. Beside stable the two arms are
   * compared, so that trouble that they share counts little; alone, one probe in twenty may fail.
   *
   * @param tally failed probes as errors, the others as successes
   */
  public Judgement probed(Tally tally) {
    double asked = tally.canaryErrors() + tally.canarySuccesses();
    double others = (double) tally.stableErrors() + tally.stableSuccesses();
    if (asked == 0 || !alone && others == 0) {
      return this;
    }
    Mixture folded = probes.fold(Tests.probes(alone), asked / (asked + others), tally);
    return with(split, absolute, refusals, slowness, folded, renewals);
  }

  /**
   * How many requests each arm got, for {@link ShareGuard}. Where only ended requests are counted,
   * begin with a weight epoch when it is older than ten times the usual latency: an arm that is
   * slow to answer seems to get too few at first.
   */
  public Judgement shared(double canaryShare, long canary, long stable) {
    return with(gates, share.routed(canaryShare, canary, stable), requests, peak);
  }

  /**
   * Puts a part of the reserve on fresh bets, so that a canary that fails late is found as fast as
   * one that fails at once. Call it up to 60 times, evenly spread over the rollout's planned
   * duration, without regard to results; a rollout that takes longer may go on calling.
   */
  public Judgement reinvest() {
    return reinvest(1);
  }

  /**
   * As {@link #reinvest()} so many times in a row, of which several are due after a look that came
   * late.
   *
   * @param times at least 1
   */
  public Judgement reinvest(long times) {
    double part = Reserve.onSchedule(reinvestments, times);
    return new Judgement(
        policy,
        alone,
        split.invest(Tests.errors(policy), part),
        absolute,
        refusals.invest(Tests.refusals(policy), part),
        slowness.reinvest(policy, part),
        probes.invest(Tests.probes(alone), part),
        gates,
        share.reinvest(part),
        requests,
        reinvestments + times,
        renewals,
        peak);
  }

  /** The evidence now: the natural logarithm of the capital, 0 at the beginning. */
  public double logE() {
    return LogSum.of(
        split.logE(), List.of(absolute.logE(), refusals.logE(), slowness.logE(), probes.logE()));
  }

  /** The part of the capital that bets on this metric, as a natural logarithm. */
  public double logE(Metric metric) {
    return switch (metric) {
      case ERRORS -> split.logE();
      case ERROR_RATE -> absolute.logE();
      case LATENCY -> slowness.logE();
      case REFUSALS -> refusals.logE();
      case PROBES -> probes.logE();
    };
  }

  /** The evidence that makes a canary worse: {@code ln(1/alpha)}. */
  public double threshold() {
    return -Math.log(policy.alpha());
  }

  /** Whether harm is ruled out in every gating metric: without it nothing goes on. */
  public boolean harmRuledOut() {
    return Clearance.harmRuledOut(this);
  }

  /** Whether the canary is worse; nothing else is told without knowing its exposure. */
  public Verdict verdict() {
    return peak.logE() >= threshold()
        ? worse()
        : new Verdict.KeepLooking(
            requests == 0 ? Verdict.Reason.NO_REQUESTS : Verdict.Reason.NOT_PROVEN);
  }

  /** Whether the canary is worse, may go on, needs more time or has had enough of it. */
  public Verdict verdict(Exposure exposure) {
    return peak.logE() >= threshold() ? worse() : Clearance.of(this, exposure);
  }

  private Verdict.Worse worse() {
    return new Verdict.Worse(
        peak.leader(), peak.leaderLogE() >= threshold(), peak.logE(), threshold());
  }

  private Judgement with(
      Mixture nextSplit,
      Mixture nextAbsolute,
      Mixture nextRefusals,
      Slowness nextSlowness,
      Mixture nextProbes,
      long nextRenewals) {
    boolean rises =
        nextSplit.isMoreThan(split)
            || nextAbsolute.isMoreThan(absolute)
            || nextRefusals.isMoreThan(refusals)
            || nextSlowness.isMoreThan(slowness)
            || nextProbes.isMoreThan(probes);
    var next =
        new Judgement(
            policy,
            alone,
            nextSplit,
            nextAbsolute,
            nextRefusals,
            nextSlowness,
            nextProbes,
            gates,
            share,
            requests,
            reinvestments,
            nextRenewals,
            peak);
    return rises ? next.with(peak.orHigher(next)) : next;
  }

  private Judgement with(Peak next) {
    return next.equals(peak) ? this : with(gates, share, requests, next);
  }

  private Judgement with(
      List<Harmlessness> nextGates, ShareGuard nextShare, long nextRequests, Peak nextPeak) {
    return new Judgement(
        policy,
        alone,
        split,
        absolute,
        refusals,
        slowness,
        probes,
        nextGates,
        nextShare,
        nextRequests,
        reinvestments,
        renewals,
        nextPeak);
  }

  /**
   * The highest evidence at the end of a look. A crossing inside a look that is undone before its
   * end is missed, which can only spare a canary.
   *
   * @param leader which metric held the largest part of the capital then
   * @param leaderLogE how much
   */
  public record Peak(double logE, Metric leader, double leaderLogE) {

    static final Peak NONE = new Peak(0, Metric.ERRORS, 0);

    Peak orHigher(Judgement judgement) {
      var parts = new ArrayList<Double>(Metric.values().length);
      Metric largest = Metric.ERRORS;
      for (Metric metric : Metric.values()) {
        parts.add(judgement.logE(metric));
        largest = parts.getLast() > parts.get(largest.ordinal()) ? metric : largest;
      }
      double now = LogSum.of(Double.NEGATIVE_INFINITY, parts);
      return now <= logE ? this : new Peak(now, largest, parts.get(largest.ordinal()));
    }
  }
}
