package dev.belay.gateway.outcome;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** All that is counted for one revision, over its weight epochs. */
public final class RevisionOutcomes {

  /** Closed epochs that are kept one by one; older ones are summed up. */
  public static final int MAX_CLOSED_EPOCHS = 64;

  private final String label;
  private final InFlightAges ages;
  private final AtomicInteger inFlight = new AtomicInteger();
  private final LongAdder attemptFailures = new LongAdder();
  private final ArrayDeque<EpochOutcomes> epochs = new ArrayDeque<>();
  private final Tally evicted = new Tally();
  private long evictedEpochs;
  private volatile boolean present = true;

  RevisionOutcomes(String label, long hangNanos) {
    this.label = label;
    this.ages = new InFlightAges(hangNanos, InFlightAges.tick(System.nanoTime()));
  }

  /**
   * Takes a place for a request.
   *
   * @return false if the limit is reached; then nothing was taken
   */
  public boolean enter(long nowNanos, int limit) {
    if (inFlight.incrementAndGet() > limit) {
      inFlight.decrementAndGet();
      return false;
    }
    ages.started(InFlightAges.tick(nowNanos));
    return true;
  }

  public void leave(long startNanos) {
    inFlight.decrementAndGet();
    ages.ended(InFlightAges.tick(startNanos), InFlightAges.tick(System.nanoTime()));
  }

  /** An attempt failed through the revision's fault, whether it was the first or a later one. */
  public void countAttemptFailure() {
    attemptFailures.increment();
  }

  synchronized EpochOutcomes open(long epoch, int weight, boolean concurrent) {
    var opened =
        new EpochOutcomes(this, epoch, weight, concurrent, InFlightAges.tick(System.nanoTime()));
    epochs.addLast(opened);
    while (epochs.size() > MAX_CLOSED_EPOCHS + 1) {
      epochs.removeFirst().fold(evicted);
      evictedEpochs++;
    }
    return opened;
  }

  void sweep() {
    ages.sweep(InFlightAges.tick(System.nanoTime()));
  }

  void present(boolean inTable) {
    present = inTable;
  }

  public String label() {
    return label;
  }

  /** Whether the revision is in the table. */
  public boolean present() {
    return present;
  }

  public int inFlight() {
    return inFlight.get();
  }

  public int inFlightOlderThan(long nanos) {
    return ages.olderThan(nanos, InFlightAges.tick(System.nanoTime()));
  }

  /**
   * Requests of one epoch that are in flight, by how old they are at least, to 100 ms; those that
   * arrived within 100 ms of its begin or end are left out.
   *
   * @param epoch one of {@link #epochs()}
   * @param next the epoch after it; null if it is the newest
   * @param millis ascending
   */
  public int[] waiting(EpochOutcomes epoch, @Nullable EpochOutcomes next, List<Long> millis) {
    int[] ticks =
        millis.stream().mapToInt(age -> (int) InFlightAges.tick(age * 1_000_000)).toArray();
    return ages.arrivedBetween(
        epoch.openedTick(),
        next == null ? Long.MAX_VALUE : next.openedTick(),
        InFlightAges.tick(System.nanoTime()),
        ticks);
  }

  public long hung() {
    return ages.hung();
  }

  public long attemptFailures() {
    return attemptFailures.sum();
  }

  /** The oldest first. */
  public synchronized List<EpochOutcomes> epochs() {
    return List.copyOf(epochs);
  }

  /** What the epochs that are no longer kept one by one had counted. */
  public Tally evicted() {
    return evicted;
  }

  public synchronized long evictedEpochs() {
    return evictedEpochs;
  }
}
