package dev.belay.benchmarks.analysis;

import dev.belay.controlplane.analysis.Answers;
import dev.belay.controlplane.analysis.Exposure;
import dev.belay.controlplane.analysis.JudgePolicy;
import dev.belay.controlplane.analysis.Judgement;
import dev.belay.controlplane.analysis.Latencies;
import dev.belay.controlplane.analysis.Tally;
import dev.belay.controlplane.analysis.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;

/** Canaries of known error rates before the judge. */
final class Canaries {

  /** All of the capital on errors, nothing tolerated: the error test alone. */
  static final JudgePolicy ERRORS_ONLY = onErrors(1);

  static final JudgePolicy TOLERANT = onErrors(1.25);

  private static final Exposure LONG = new Exposure(Duration.ofHours(1), Duration.ZERO, 1, false);

  private Canaries() {}

  private static JudgePolicy onErrors(double toleratedRatio) {
    JudgePolicy standard = JudgePolicy.defaults();
    return new JudgePolicy(
        .001,
        toleratedRatio,
        .01,
        0,
        standard.latency(),
        standard.refusals(),
        standard.promotion(),
        new JudgePolicy.Budget(1, 0, 0, 0, 0));
  }

  /** Errors until the verdict. */
  record Errors(long ofCanary, long ofStable) {}

  static Errors untilWorse(
      Judgement judgement, double share, double canary, double stable, SplittableRandom random) {
    double ofErrors = share * canary / (share * canary + (1 - share) * stable);
    long failed = 0;
    long failedByStable = 0;
    while (judgement.peak().logE() < judgement.threshold()) {
      long before = Dice.before(ofErrors, random);
      judgement = judgement.routed(share, new Tally(1, 0, before, 0));
      failed++;
      failedByStable += before;
    }
    return new Errors(failed, failedByStable);
  }

  /** The canary's requests that errors stand for on average, by Wald's identity. */
  static double requests(Errors errors, double share, double canary, double stable) {
    return share * (errors.ofCanary + errors.ofStable) / (share * canary + (1 - share) * stable);
  }

  /** The least mean number of the canary's requests of any such test (Wald). */
  static double leastRequests(double alpha, double share, double canary, double stable) {
    double both = share * canary + (1 - share) * stable;
    return -Math.log(alpha)
        / (divergence(canary, both) + (1 - share) / share * divergence(stable, both));
  }

  private static double divergence(double rate, double from) {
    return term(rate, from) + term(1 - rate, 1 - from);
  }

  private static double term(double rate, double from) {
    return rate == 0 ? 0 : rate * Math.log(rate / from);
  }

  /** A million requests of which so many fail, in 50 of the 60 parts of the planned time. */
  static Judgement healthy(
      JudgePolicy policy, double share, double errorRate, SplittableRandom random) {
    Judgement judgement = Judgement.open(policy);
    for (int part = 0; part < 50; part++) {
      long errors = Dice.binomial(20_000, errorRate, random);
      long ofCanary = Dice.binomial(errors, share, random);
      judgement = judgement.routed(share, new Tally(ofCanary, 0, errors - ofCanary, 0)).reinvest();
    }
    return judgement;
  }

  /** The highest evidence; the canary's part of the errors is what the router makes of it. */
  static double peak(
      JudgePolicy policy, double share, double ofErrors, int errors, SplittableRandom random) {
    Judgement judgement = Judgement.open(policy);
    for (int i = 0; i < errors; i++) {
      judgement = judgement.routed(share, new Tally(1, 0, Dice.before(ofErrors, random), 0));
      judgement = i % Math.max(1, errors / 60) == 0 ? judgement.reinvest() : judgement;
    }
    return judgement.peak().logE();
  }

  /** Weights up and down with requests that end under the next weight, tagged at routing. */
  static double ramp(SplittableRandom random) {
    Judgement judgement = Judgement.open(ERRORS_ONLY);
    double before = .05;
    for (double now : new double[] {.05, .25, .5, .05, .5, .05, .5, .05}) {
      long late = Dice.binomial(10, before, random);
      judgement = judgement.reinvest().routed(before, new Tally(late, 0, 10 - late, 0));
      for (int i = 0; i < 20; i++) {
        long canary = Dice.binomial(5, now, random);
        judgement = judgement.routed(now, new Tally(canary, 0, 5 - canary, 0));
      }
      before = now;
    }
    return judgement.peak().logE();
  }

  /** Single errors, and twenty times half of everything. */
  static double outages(SplittableRandom random) {
    Judgement judgement = Judgement.open(ERRORS_ONLY);
    for (int outage = 0; outage < 20; outage++) {
      judgement = judgement.routed(.05, new Tally(1, 0, Dice.before(.05, random), 0)).reinvest();
      long canary = Dice.binomial(1_000, .05, random);
      judgement = judgement.routed(.05, new Tally(canary, 0, 1_000 - canary, 0));
    }
    return judgement.peak().logE();
  }

  /** Requests of the canary, warm at the beginning, until latency gives it away. */
  static double untilSlow(double slow, SplittableRandom random) {
    Judgement judgement =
        Judgement.open(JudgePolicy.defaults())
            .timed(0, Latencies.NONE, took(1_000, .011, random), 0, 0)
            .timed(.05, took(200, 0, random), Latencies.NONE, 0, 0);
    long requests = 0;
    for (int look = 0; look < 36_000; look++) {
      long asked = Dice.binomial(100, .05, random);
      judgement =
          judgement.timed(.05, took(asked, slow, random), took(100 - asked, .01, random), 0, 0);
      judgement = look % 60 == 59 ? judgement.reinvest() : judgement;
      requests += asked;
      if (judgement.verdict() instanceof Verdict.Worse) {
        return requests;
      }
    }
    return Double.POSITIVE_INFINITY;
  }

  private static Latencies took(long requests, double slow, SplittableRandom random) {
    long slowRequests = Dice.binomial(requests, slow, random);
    return new Latencies(
        List.of(
            new Latencies.Bucket(100_000, requests - slowRequests),
            new Latencies.Bucket(900_000, slowRequests)));
  }

  /** Requests of the canary until it is harmless; infinite if it is not after all looks. */
  static double untilHarmless(double canary, double stable, int looks, SplittableRandom random) {
    Judgement judgement = Judgement.open(JudgePolicy.defaults());
    for (int look = 0; look < looks; look++) {
      long asked = Dice.binomial(200, .05, random);
      judgement =
          judgement.routed(.05, arm(asked, canary, random), arm(200 - asked, stable, random));
      Verdict verdict = judgement.verdict(LONG);
      if (verdict instanceof Verdict.Harmless) {
        return judgement.requests();
      }
      if (verdict instanceof Verdict.Worse) {
        return Double.POSITIVE_INFINITY;
      }
    }
    return Double.POSITIVE_INFINITY;
  }

  private static Answers arm(long requests, double errorRate, SplittableRandom random) {
    long errors = Dice.binomial(requests, errorRate, random);
    return Answers.of(requests - errors, 0, errors);
  }
}
