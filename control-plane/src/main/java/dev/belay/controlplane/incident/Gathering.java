package dev.belay.controlplane.incident;

import dev.belay.controlplane.incident.Evidence.NotCollected;
import dev.belay.controlplane.incident.Evidence.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks many at once within one limit for all, and notes what did not come. */
final class Gathering implements AutoCloseable {

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final long deadline;
  private final List<Evidence> missing = new ArrayList<>();

  Gathering(Duration limit) {
    this.deadline = System.nanoTime() + limit.toNanos();
  }

  <T> Optional<T> one(String what, Callable<T> ask) throws InterruptedException {
    Future<T> asked = threads.submit(ask);
    try {
      return Optional.of(asked.get(left(), TimeUnit.NANOSECONDS));
    } catch (TimeoutException e) {
      lack(what, "no answer in time");
    } catch (ExecutionException e) {
      lack(what, why(e));
    } finally {
      asked.cancel(true);
    }
    return Optional.empty();
  }

  List<Evidence> all(List<Callable<List<Evidence>>> asks) throws InterruptedException {
    var found = new ArrayList<Evidence>();
    for (Future<List<Evidence>> asked : threads.invokeAll(asks, left(), TimeUnit.NANOSECONDS)) {
      if (asked.state() == Future.State.SUCCESS) {
        found.addAll(asked.resultNow());
      } else if (asked.state() == Future.State.CANCELLED) {
        lack("an instance's state", "no answer in time");
      } else {
        lack("an instance's state", asked.exceptionNow().getClass().getSimpleName());
      }
    }
    return found;
  }

  /** Only the kind of a failure is told: its words may hold anything. */
  private static String why(ExecutionException failed) {
    Throwable cause = failed.getCause();
    return cause == null ? "unknown" : cause.getClass().getSimpleName();
  }

  private void lack(String what, String why) {
    missing.add(new NotCollected(Scope.CANDIDATE, what, why));
  }

  List<Evidence> missing() {
    return missing.stream().distinct().toList();
  }

  boolean over() {
    return System.nanoTime() >= deadline;
  }

  private long left() {
    return Math.max(1, deadline - System.nanoTime());
  }

  /** Does not wait for what hangs. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
