package dev.belay.benchmarks.analysis;

import dev.belay.controlplane.analysis.Answers;
import dev.belay.controlplane.analysis.JudgePolicy;
import dev.belay.controlplane.analysis.Judgement;
import dev.belay.controlplane.analysis.Tally;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** One look, or what a request costs in a look that folds a thousand. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class JudgementBenchmark {

  private static final int BATCH = 1_000;

  private final Judgement judgement =
      Judgement.open(JudgePolicy.defaults()).routed(.05, new Tally(3, 200, 90, 4_000));
  private final Tally canaryError = new Tally(1, 0, 0, 0);
  private final Tally stableError = new Tally(0, 0, 1, 0);
  private final Tally successes = new Tally(0, 50, 0, BATCH - 50);
  private final Tally aloneSuccesses = Tally.ofCanary(0, BATCH);
  private final Tally mixed = new Tally(1, 49, 9, BATCH - 59);

  @Benchmark
  public Judgement canaryErrorBesideStable() {
    return judgement.routed(.05, canaryError);
  }

  @Benchmark
  public Judgement stableErrorBesideCanary() {
    return judgement.routed(.05, stableError);
  }

  @Benchmark
  public Judgement canaryErrorAlone() {
    return judgement.routed(1, canaryError);
  }

  @Benchmark
  public Judgement canaryErrorInALookOfAllMetrics() {
    return judgement.routed(.05, Answers.of(0, 0, 1), Answers.NONE);
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public Judgement requestOfALookOfAllMetrics() {
    return judgement.routed(.05, Answers.of(50, 0, 0), Answers.of(BATCH - 50, 0, 0));
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public Judgement successBesideStable() {
    return judgement.routed(.05, successes);
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public Judgement successAlone() {
    return judgement.routed(1, aloneSuccesses);
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public Judgement requestOfABatchWithOnePercentErrors() {
    return judgement.routed(.05, mixed);
  }
}
