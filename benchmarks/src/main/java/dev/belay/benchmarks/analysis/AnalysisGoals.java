package dev.belay.benchmarks.analysis;

import dev.belay.benchmarks.analysis.OtherRules.Rule;
import dev.belay.benchmarks.analysis.OtherRules.Service;
import dev.belay.controlplane.analysis.JudgePolicy;
import dev.belay.controlplane.analysis.Judgement;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToDoubleFunction;

/**
 * Prints what the judge does beside its goals, by simulation, and what the rules of other tools do.
 * The optional argument is the number of runs of a row, 4,000 if there is none.
 */
public final class AnalysisGoals {

  private static final double[] STABLE = {0, 1e-4, 1e-3, 1e-2};
  private static final double[] WORSE_BY = {1, .5, .1, .05, .01};
  private static final double SHARE = .05;
  private static final double REACTION_SECONDS = .25;

  private final int runs;

  private AnalysisGoals(int runs) {
    this.runs = runs;
  }

  public static void main(String[] args) {
    var goals = new AnalysisGoals(args.length > 0 ? Integer.parseInt(args[0]) : 4_000);
    goals.falseRollbacks();
    goals.detection();
    goals.lateFailure();
    goals.slowness();
    goals.promotion();
    goals.otherRules();
  }

  private void falseRollbacks() {
    print("false rollbacks of a canary as good as stable, a million requests, goal alpha");
    print("%-52s %10s %10s", "scenario", "0.01", "0.001");
    for (double stable : new double[] {1e-4, 1e-3, 1e-2}) {
      int errors = (int) (stable * 50_000);
      row(
          "one in " + Math.round(1 / stable) + " fails",
          random -> Canaries.peak(Canaries.ERRORS_ONLY, SHARE, SHARE, errors, random));
    }
    row(
        "routed share 6 % instead of 5 %",
        random -> Canaries.peak(Canaries.TOLERANT, SHARE, .06, 500, random));
    row("weights 5, 25, 50 % up and down", Canaries::ramp);
    row("outages that both arms share", Canaries::outages);
    for (boolean sticky : new boolean[] {false, true}) {
      for (Storms.Sieve sieve : Storms.Sieve.values()) {
        String name = sieve.name().toLowerCase(Locale.ROOT).replace('_', ' ');
        row(
            (sticky ? "sticky" : "random") + " storms, " + name,
            random -> Storms.peak(sticky, sieve, random));
      }
    }
  }

  private void row(String name, ToDoubleFunction<SplittableRandom> trial) {
    double[] peaks = Dice.trials(runs, trial);
    print(
        "%-52s %10.4f %10.4f",
        name, Dice.share(peaks, Math.log(100)), Dice.share(peaks, Math.log(1_000)));
  }

  private void detection() {
    print("%nerrors until a bad canary is found, alpha 0.001, w = 5 %%");
    print(
        "%-8s %-8s %16s %8s %16s %16s",
        "stable", "worse by", "mean/bound alone", "goal", "failed, alone", "failed, default");
    for (double stable : STABLE) {
      for (double worseBy : WORSE_BY) {
        detection(stable, worseBy, Math.min(1, stable + worseBy));
      }
    }
    for (double share : new double[] {.01, .05, .1, .25, .5}) {
      double[] failed = failed(JudgePolicy.defaults(), share, 1, 1e-3);
      print("dead canary, w = %2.0f %%: %s failed (median/p95)", 100 * share, ends(failed));
    }
  }

  private void detection(double stable, double worseBy, double canary) {
    double[] requests =
        Dice.trials(
            runs,
            random ->
                Canaries.requests(
                    Canaries.untilWorse(
                        Judgement.open(Canaries.ERRORS_ONLY), SHARE, canary, stable, random),
                    SHARE,
                    canary,
                    stable));
    double ratio = Dice.mean(requests) / Canaries.leastRequests(.001, SHARE, canary, stable);
    double goal = worseBy == 1 ? 1.8 : stable < .01 ? 1.45 : 1.5;
    print(
        "%-8s %-8s %16.2f %8.2f %16s %16s",
        stable,
        worseBy,
        ratio,
        goal,
        ends(failed(Canaries.ERRORS_ONLY, SHARE, canary, stable)),
        stable == .01 && worseBy == .01
            ? "near the margin"
            : ends(failed(JudgePolicy.defaults(), SHARE, canary, stable)));
  }

  private double[] failed(JudgePolicy policy, double share, double canary, double stable) {
    return Dice.trials(
        runs,
        random ->
            Canaries.untilWorse(Judgement.open(policy), share, canary, stable, random).ofCanary());
  }

  private void lateFailure() {
    print("%nfailed requests (median/p95) after a million good ones; goal 6/8 for the test alone");
    for (double canary : new double[] {1, .5, .1}) {
      print(
          "fails %.0f %%: alone %s, default policy %s",
          100 * canary,
          ends(failedLate(Canaries.ERRORS_ONLY, canary)),
          ends(failedLate(JudgePolicy.defaults(), canary)));
    }
  }

  private double[] failedLate(JudgePolicy policy, double canary) {
    return Dice.trials(
        runs,
        random ->
            Canaries.untilWorse(
                    Canaries.healthy(policy, SHARE, .001, random), SHARE, canary, .001, random)
                .ofCanary());
  }

  private void slowness() {
    print(
        "%nrequests of a slow canary until it is found; 100 requests/s, w = 5 %%, a look a"
            + " second,");
    print("one in a hundred of stable's is slow; no goal");
    for (double slow : new double[] {1, .5, .1, .05}) {
      double[] requests =
          Dice.trials(Math.max(100, runs / 10), random -> Canaries.untilSlow(slow, random));
      print("%3.0f %% are slow: %s (median/p95)", 100 * slow, ends(requests));
    }
  }

  private void promotion() {
    print("%npromotion at w = 5 %%: goal wrong <= 0.05, median <= 1200 for stable <= 0.001");
    print("%-8s %12s %24s", "stable", "wrong", "requests (median/p95)");
    for (double stable : STABLE) {
      double[] harmful =
          Dice.trials(runs, random -> Canaries.untilHarmless(stable + .005, stable, 300, random));
      double[] good =
          Dice.trials(runs / 4, random -> Canaries.untilHarmless(stable, stable, 2_000, random));
      double wrong = 1 - Dice.share(harmful, Double.POSITIVE_INFINITY);
      print("%-8s %12.4f %24s", stable, wrong, ends(good));
    }
  }

  private void otherRules() {
    print("%nsimulations of other tools' rules: failed requests (median), seconds, share found");
    print(
        "stable fails one in a thousand; ours with %.2f s until the traffic is gone",
        REACTION_SECONDS);
    for (double rate : new double[] {10, 100, 1_000}) {
      for (double worseBy : WORSE_BY) {
        otherRules(rate, worseBy);
      }
    }
    print("%nfalse rollbacks of these rules in an hour, stable and canary fail 0.001 and 0.01");
    rules().forEach((name, rule) -> print("%-28s %s", name, falseRollbacks(rule)));
  }

  private void otherRules(double rate, double worseBy) {
    double canary = Math.min(1, .001 + worseBy);
    double ours =
        Dice.quantile(failed(JudgePolicy.defaults(), SHARE, canary, .001), .5)
            + SHARE * rate * canary * REACTION_SECONDS;
    var line =
        new StringBuilder(
            String.format(Locale.ROOT, "%5.0f/s +%3.0f %%: ours %.1f", rate, 100 * worseBy, ours));
    rules()
        .forEach((name, rule) ->
            line.append("; ").append(name).append(' ').append(failures(rule, rate, canary)));
    print("%s", line);
  }

  private String failures(Rule rule, double rate, double canary) {
    var service = new Service(rate, canary, .001);
    int trials = Math.max(20, runs / 100);
    double[] failed = Dice.trials(trials, random -> rule.play(service, 3_600, random).failed());
    double[] seconds = Dice.trials(trials, random -> rule.play(service, 3_600, random).seconds());
    double found = Dice.share(seconds, 0);
    return String.format(
        Locale.ROOT,
        "%.0f (%s, %.0f %%)",
        Dice.quantile(failed, .5),
        found < .5 ? "-" : String.format(Locale.ROOT, "%.0f s", Dice.quantile(seconds, .5)),
        100 * found);
  }

  private String falseRollbacks(Rule rule) {
    var line = new StringBuilder();
    for (double rate : new double[] {10, 100, 1_000}) {
      for (double errors : new double[] {.001, .01}) {
        var service = new Service(rate, errors, errors);
        double[] seconds =
            Dice.trials(
                Math.max(20, runs / 20), random -> rule.play(service, 3_600, random).seconds());
        line.append(String.format(Locale.ROOT, " %6.3f", Dice.share(seconds, 0)));
      }
      line.append(String.format(Locale.ROOT, " at %.0f/s;", rate));
    }
    return line.toString();
  }

  private static Map<String, Rule> rules() {
    var rules = new LinkedHashMap<String, Rule>();
    rules.put("Flagger 1m/5 99%", OtherRules.flagger(60, .99, 5));
    rules.put("Flagger 10s/1 99%", OtherRules.flagger(10, .99, 1));
    rules.put("Argo 1m/3 95%", OtherRules.argo(60, .95, 3));
    rules.put("Argo 1m/3 99%", OtherRules.argo(60, .99, 3));
    rules.put("Kayenta 30m", OtherRules.kayenta(30));
    return rules;
  }

  private static String ends(double[] sorted) {
    return String.format(
        Locale.ROOT, "%.0f/%.0f", Dice.quantile(sorted, .5), Dice.quantile(sorted, .95));
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
