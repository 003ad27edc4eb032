package dev.belay.controlplane.rollout;

import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;

/**
 * Very many stories on all cores: {@code benchmarks/simulator/run.sh}. Prints how many rollouts a
 * second and core, beside the aim, and how many violations; tells the first of each kind.
 *
 * <p>Arguments: how many seeds (1,000,000), the first of them (1). Ends with 1 if an invariant was
 * violated.
 */
final class SimulationBenchmark {

  private static final long SEEDS = 1_000_000;
  private static final int AIM = 2_000;
  private static final int BLOCK = 5_000;

  private SimulationBenchmark() {}

  public static void main(String[] arguments) {
    long seeds = arguments.length > 0 ? Long.parseLong(arguments[0]) : SEEDS;
    long first = arguments.length > 1 ? Long.parseLong(arguments[1]) : 1;
    long begin = System.nanoTime();
    var violations = new AtomicLong();
    double cpu = 0;
    for (long done = 0; done < seeds; ) {
      long block = Math.min(BLOCK, seeds - done);
      LongStream next = LongStream.range(first + done, first + done + block);
      Simulations stories = Simulations.of(next);
      done += block;
      cpu += stories.cpuSeconds();
      if (!stories.failed().isEmpty() && violations.get() < 20) {
        System.out.println(stories.violations());
      }
      violations.addAndGet(stories.failed().size());
      progress(done, seeds, (System.nanoTime() - begin) / 1e9, violations.get());
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    System.out.printf(
        Locale.ROOT,
        "%,d seeds in %.0f s on %d cores (load %.1f)%nrollouts/s a core: %.0f (aim %,d)%n"
            + "rollouts/s in all: %.0f%nviolations: %d%n",
        seeds,
        seconds,
        Runtime.getRuntime().availableProcessors(),
        java.lang.management.ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage(),
        seeds / cpu,
        AIM,
        seeds / seconds,
        violations.get());
    System.exit(violations.get() == 0 ? 0 : 1);
  }

  private static void progress(long done, long seeds, double seconds, long violations) {
    System.err.printf(
        Locale.ROOT,
        "%,d of %,d, %.0f/s, %.0f s to go, violations: %d%n",
        done,
        seeds,
        done / seconds,
        (seeds - done) * seconds / done,
        violations);
  }
}
