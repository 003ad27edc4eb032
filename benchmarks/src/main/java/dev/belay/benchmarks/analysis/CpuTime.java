package dev.belay.benchmarks.analysis;

import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.function.Supplier;

/** CPU time of one call, which a busy machine distorts less than the time on the wall. */
final class CpuTime {

  private static final int WARM_UP = 40;
  private static final int WINDOWS = 80;
  private static final int CALLS = 20_000;

  /** Keeps results from being optimised away. */
  private static volatile Object last = "";

  private CpuTime() {}

  /** The median over windows, in nanoseconds. */
  static double nanos(Supplier<Object> call) {
    double[] windows = new double[WINDOWS];
    for (int i = -WARM_UP; i < WINDOWS; i++) {
      double nanos = window(call);
      if (i >= 0) {
        windows[i] = nanos;
      }
    }
    Arrays.sort(windows);
    return windows[WINDOWS / 2];
  }

  private static double window(Supplier<Object> call) {
    var threads = ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadCpuTime();
    for (int i = 0; i < CALLS; i++) {
      last = call.get();
    }
    return (threads.getCurrentThreadCpuTime() - before) / (double) CALLS;
  }
}
