package dev.belay.controlplane.traffic;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Outcomes without requests: a test says what became of them. They are counted under the shares of
 * an {@link InMemoryTrafficRouter}; listeners are called at once, by the thread that counts.
 */
public final class InMemoryRequestOutcomes implements RequestOutcomes {

  private final InMemoryTrafficRouter router;
  private final Clock clock;
  private final Map<Label, long[]> counts = new LinkedHashMap<>();
  private final List<Consumer<Failure>> listeners = new ArrayList<>();
  private int boot = 1;
  private String bootId = "boot-1";
  private boolean unavailable;

  /** How a request ends. */
  public enum Result {
    SUCCEEDED,
    REFUSED,
    FAILED,
    UNANSWERED
  }

  public InMemoryRequestOutcomes(InMemoryTrafficRouter router, Clock clock) {
    this.router = router;
    this.clock = clock;
  }

  /** Counts requests that were routed to a revision just now. */
  public void record(RevisionId revision, Result result, long requests) {
    Label label;
    synchronized (this) {
      label = label(revision);
      counts.computeIfAbsent(label, added -> new long[Result.values().length])[result.ordinal()] +=
          requests;
    }
    long told = present().isEmpty() ? 0 : requests;
    for (long i = 0; i < told; i++) {
      tell(label, result);
    }
  }

  private Label label(RevisionId revision) {
    TrafficRouter.Routing routing = router.inForce(revision);
    int sharers = 0;
    for (TrafficSplit.Arm arm : routing.split().arms()) {
      sharers += arm.weight().basisPoints() > 0 ? 1 : 0;
    }
    return new Label(
        revision, routing.weightEpoch(), routing.split().weightOf(revision), sharers > 1);
  }

  private void tell(Label label, Result result) {
    if (result != Result.FAILED && result != Result.UNANSWERED) {
      return;
    }
    boolean answered = result == Result.FAILED;
    var failure =
        new Failure(
            label.revision(),
            label.weightEpoch(),
            clock.instant(),
            answered ? 500 : 0,
            "GET /in-memory",
            answered ? "answered-5xx" : "broke");
    for (Consumer<Failure> listener : present()) {
      try {
        listener.accept(failure);
      } catch (RuntimeException e) {
        // A listener's failure is its own.
      }
    }
  }

  private synchronized List<Consumer<Failure>> present() {
    return List.copyOf(listeners);
  }

  @Override
  public synchronized Snapshot read(ServiceName service) {
    if (unavailable) {
      throw new TrafficException("Outcomes are unavailable, as they were told to be", null);
    }
    var all = new ArrayList<Counts>(counts.size());
    for (Map.Entry<Label, long[]> each : counts.entrySet()) {
      if (each.getKey().revision().service().equals(service)) {
        all.add(each.getKey().counted(each.getValue()));
      }
    }
    return new Snapshot(bootId, all);
  }

  @Override
  public synchronized Subscription onFailure(Consumer<Failure> listener) {
    listeners.add(listener);
    return () -> remove(listener);
  }

  private synchronized void remove(Consumer<Failure> listener) {
    listeners.remove(listener);
  }

  /** The source starts again: a new boot id, and all counts are 0. */
  public synchronized void reboot() {
    bootId = "boot-" + ++boot;
    counts.clear();
  }

  /** While true, reading ends in {@link TrafficException}; what happens is counted nevertheless. */
  public synchronized void unavailable(boolean now) {
    unavailable = now;
  }

  private record Label(RevisionId revision, long weightEpoch, Weight weight, boolean concurrent) {

    Counts counted(long[] by) {
      return new Counts(
          revision,
          weightEpoch,
          weight,
          concurrent,
          by[Result.SUCCEEDED.ordinal()],
          by[Result.REFUSED.ordinal()],
          by[Result.FAILED.ordinal()],
          by[Result.UNANSWERED.ordinal()]);
    }
  }
}
