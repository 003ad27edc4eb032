package dev.belay.controlplane.telemetry;

import dev.belay.controlplane.platform.Instance;
import dev.belay.controlplane.telemetry.Round.Process;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Asks many instances at once: {@value #THREADS} of all services', others wait their turn. */
final class Inquiry implements AutoCloseable {

  static final int THREADS = 16;
  static final int QUEUED = 512;

  private final Actuator actuator;
  private final Duration longest;
  private final ThreadPoolExecutor executor =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          30,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(QUEUED),
          Thread.ofPlatform().daemon().name("telemetry-", 0).factory());

  /**
   * @param longest that all of them together may take
   */
  Inquiry(Actuator actuator, Duration longest) {
    this.actuator = actuator;
    this.longest = longest;
    executor.allowCoreThreadTimeOut(true);
  }

  /**
   * What they said.
   *
   * @param told by those that could be read
   * @param trouble with the others by instance, in words
   */
  record Told(Map<Process, Reading> told, Map<String, String> trouble) {}

  Told ask(Collection<Instance> instances, Set<String> otherProbes) throws InterruptedException {
    var told = new HashMap<Process, Reading>();
    var trouble = new TreeMap<String, String>();
    List<Instance> asked = List.copyOf(instances);
    List<Future<Reading>> answers;
    try {
      answers =
          executor.invokeAll(
              asked.stream()
                  .map(each ->
                      (java.util.concurrent.Callable<Reading>)
                          () -> actuator.read(each.address(), otherProbes))
                  .toList(),
              longest.toNanos(),
              TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException e) {
      asked.forEach(each -> trouble.put(each.id(), "too many instances are asked at once"));
      return new Told(told, trouble);
    }
    for (int i = 0; i < asked.size(); i++) {
      Instance instance = asked.get(i);
      try {
        told.put(Process.of(instance), answers.get(i).get());
      } catch (CancellationException e) {
        trouble.put(instance.id(), "it took too long");
      } catch (ExecutionException e) {
        trouble.put(instance.id(), words(e));
      }
    }
    return new Told(told, trouble);
  }

  private static String words(ExecutionException failure) {
    return failure.getCause() instanceof Unreadable unreadable
        ? String.valueOf(unreadable.getMessage())
        : Unreadable.shown(String.valueOf(failure.getCause()));
  }

  @Override
  public void close() {
    executor.shutdownNow();
    actuator.close();
  }
}
