package dev.belay.gateway.outcome;

import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The requests that were routed to one revision in one weight epoch. A request keeps its reference
 * from routing to its end, so that it counts where it was routed whatever the table says then.
 */
public final class EpochOutcomes {

  private final RevisionOutcomes revision;
  private final long epoch;
  private final int weight;
  private final boolean concurrent;
  private final long openedTick;
  private final LongAdder routed = new LongAdder();
  private final Tally own = new Tally();
  private final LatencyHistogram latency = new LatencyHistogram();
  private volatile @Nullable Tally heir;

  EpochOutcomes(
      RevisionOutcomes revision, long epoch, int weight, boolean concurrent, long openedTick) {
    this.openedTick = openedTick;
    this.revision = revision;
    this.epoch = epoch;
    this.weight = weight;
    this.concurrent = concurrent;
  }

  public RevisionOutcomes revision() {
    return revision;
  }

  public long epoch() {
    return epoch;
  }

  /** In basis points. */
  public int weight() {
    return weight;
  }

  /** Whether another revision had a weight too. */
  public boolean concurrent() {
    return concurrent;
  }

  public Tally tally() {
    return own;
  }

  public LatencyHistogram latency() {
    return latency;
  }

  /** In ticks of {@link InFlightAges}. */
  long openedTick() {
    return openedTick;
  }

  /** A request was sent this way, whatever becomes of it. */
  public void countRouted() {
    routed.increment();
  }

  public long routed() {
    return routed.sum();
  }

  public void count(Outcome outcome) {
    tallyInForce().count(outcome);
  }

  public void countRescued() {
    tallyInForce().countRescued();
  }

  /** Time from routing to the head of the revision's answer. */
  public void answeredAfter(long nanos) {
    latency.record(nanos / 1_000);
  }

  private Tally tallyInForce() {
    Tally inherited = heir;
    return inherited == null ? own : inherited;
  }

  /** From now on what ends late is counted by the heir, which takes over what was counted. */
  void fold(Tally into) {
    heir = into;
    into.add(own);
  }
}
