package dev.belay.controlplane.rollout;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.belay.controlplane.rollout.RolloutState.RolledBack;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Many stories, and what they add up to.
 *
 * @param cpuSeconds of all threads
 * @param alphas the false rollbacks that the policies of good revisions allow, in all
 * @param falseRollbacks those that there were
 */
record Simulations(
    int seeds,
    double seconds,
    double cpuSeconds,
    Map<String, Integer> ends,
    Set<String> entered,
    Set<String> happened,
    int good,
    double alphas,
    int falseRollbacks,
    List<Result> failed) {

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final String ROLLED_BACK = RolledBack.class.getSimpleName();

  /** On all processors; each story is a thread's own. */
  static Simulations of(LongStream seeds) {
    long begin = System.nanoTime();
    var tally = new Tally();
    withoutLog(() ->
        seeds.parallel().forEach(seed -> tally.add(() -> Simulation.run(StoryTeller.tell(seed)))));
    return tally.sum((System.nanoTime() - begin) / 1e9);
  }

  private static final class Tally {
    private final Map<String, Integer> ends = new TreeMap<>();
    private final Set<String> entered = new TreeSet<>();
    private final Set<String> happened = new TreeSet<>();
    private final List<Result> failed = new ArrayList<>();
    private int seeds;
    private int good;
    private double alphas;
    private int falseRollbacks;
    private long cpuNanos;

    void add(Supplier<Result> story) {
      long begin = THREADS.getCurrentThreadCpuTime();
      Result result = story.get();
      add(result, THREADS.getCurrentThreadCpuTime() - begin);
    }

    private synchronized void add(Result result, long nanos) {
      cpuNanos += nanos;
      seeds++;
      result.ends().forEach(end -> ends.merge(end, 1, Integer::sum));
      result.rollouts().forEach(each -> each.transitions().forEach(t -> entered.add(t.to())));
      entered.addAll(result.holds());
      result.story().happenings().forEach(each -> happened.add(each.what().name()));
      if (result.violation() != null) {
        failed.add(result);
      } else if (result.story().calm()) {
        good += result.ends().size();
        alphas += result.ends().size() * result.story().policy().alpha();
        falseRollbacks +=
            (int) result.ends().stream().filter(end -> end.startsWith(ROLLED_BACK)).count();
      }
    }

    synchronized Simulations sum(double seconds) {
      failed.sort((one, other) -> Long.compare(one.story().seed(), other.story().seed()));
      return new Simulations(
          seeds,
          seconds,
          cpuNanos / 1e9,
          ends,
          entered,
          happened,
          good,
          alphas,
          falseRollbacks,
          failed);
    }
  }

  String summary() {
    return String.format(
        Locale.ROOT,
        "%d seeds in %.1f s, %.0f rollouts/s a core, %d violation(s); of %d good revisions %d taken"
            + " back by their requests, %.2f allowed%n%s",
        seeds,
        seconds,
        seeds / cpuSeconds,
        failed.size(),
        good,
        falseRollbacks,
        alphas,
        ends);
  }

  /** Each violated invariant once, by its smallest story. */
  String violations() {
    var told = new TreeSet<String>();
    return failed.stream()
        .filter(each -> told.add(each.violation().invariant()))
        .map(each -> smallest(each).tell())
        .collect(Collectors.joining("\n\n"));
  }

  /** Takes away what happens, one by one, as long as the same invariant is violated. */
  static Result smallest(Result failed) {
    String invariant = failed.violation().invariant();
    Result shorter = still(failed.story().shorter(), invariant);
    Result now = shorter == null ? failed : shorter;
    for (boolean smaller = true; smaller; ) {
      smaller = false;
      for (Happening each : now.story().happenings()) {
        Result without = still(now.story().without(each), invariant);
        if (without != null) {
          now = without;
          smaller = true;
          break;
        }
      }
    }
    return now;
  }

  private static @Nullable Result still(Story story, String invariant) {
    Result result = quiet(story);
    return result.violation() != null && result.violation().invariant().equals(invariant)
        ? result
        : null;
  }

  static Result quiet(Story story) {
    var result = new Result[1];
    withoutLog(() -> result[0] = Simulation.run(story));
    return result[0];
  }

  /** What the loop logs of thousands of rollouts nobody reads. */
  static void withoutLog(Runnable work) {
    var log = (Logger) LoggerFactory.getLogger(ServiceLoop.class.getPackageName());
    Level before = log.getLevel();
    log.setLevel(Level.OFF);
    try {
      work.run();
    } finally {
      log.setLevel(before);
    }
  }
}
