package dev.belay.benchmarks.analysis;

import dev.belay.controlplane.analysis.JudgePolicy;
import dev.belay.controlplane.analysis.Judgement;
import dev.belay.controlplane.analysis.Tally;
import dev.belay.controlplane.analysis.Verdict;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Prints what the analysis costs beside its goals. An optional argument names the benchmarks. */
public final class AnalysisCost {

  private static final double SUCCESS_GOAL_NANOS = 10;
  private static final double ERROR_GOAL_NANOS = 1_000;

  private AnalysisCost() {}

  public static void main(String[] args) throws RunnerException {
    var options =
        new OptionsBuilder()
            .include(JudgementBenchmark.class.getName() + "." + (args.length > 0 ? args[0] : ".*"))
            .forks(2)
            .warmupIterations(3)
            .warmupTime(TimeValue.seconds(1))
            .measurementIterations(5)
            .measurementTime(TimeValue.seconds(1))
            .shouldFailOnError(true)
            .build();
    double loadBefore = load();
    var results = new Runner(options).run();
    print("%-38s %10s %8s %8s %6s", "analysis, ns", "measured", "error", "goal", "ratio");
    results.forEach(AnalysisCost::print);
    cpuTime();
    print("load average: %.2f before, %.2f after", loadBefore, load());
    failedRequests();
  }

  private static void print(RunResult run) {
    String name = run.getParams().getBenchmark().replaceFirst(".*\\.", "");
    Result<?> result = run.getPrimaryResult();
    double goal =
        name.contains("Error") && !name.contains("Batch") ? ERROR_GOAL_NANOS : SUCCESS_GOAL_NANOS;
    print(
        "%-38s %10.2f %8.2f %8.0f %6.2f",
        name, result.getScore(), result.getScoreError(), goal, result.getScore() / goal);
  }

  private static void cpuTime() {
    var judgement = new JudgementBenchmark();
    print(
        "%-38s %10.2f %8s %8.0f",
        "CPU of canaryErrorBesideStable",
        CpuTime.nanos(judgement::canaryErrorBesideStable),
        "",
        ERROR_GOAL_NANOS);
    print(
        "%-38s %10.2f %8s %8.0f",
        "CPU of canaryErrorAlone",
        CpuTime.nanos(judgement::canaryErrorAlone),
        "",
        ERROR_GOAL_NANOS);
  }

  private static void failedRequests() {
    print("%nfailed requests of a dead canary until it is found worse");
    print("%-10s %12s %12s", "share", "alpha 0.01", "alpha 0.001");
    for (double share : new double[] {.01, .05, .1, .25, .5, .75, .9, 1}) {
      print("%-10.2f %12d %12d", share, failedRequests(.01, share), failedRequests(.001, share));
    }
  }

  private static int failedRequests(double alpha, double share) {
    Judgement judgement = Judgement.open(JudgePolicy.defaults().withAlpha(alpha));
    int failed = 0;
    while (judgement.verdict() instanceof Verdict.KeepLooking) {
      judgement = judgement.routed(share, new Tally(1, 0, 0, 0));
      failed++;
    }
    return failed;
  }

  private static double load() {
    return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
  }

  private static void print(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
