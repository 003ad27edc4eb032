package dev.belay.gateway.outcome;

import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** Cumulative counts by outcome; any number of threads may count. */
public final class Tally {

  private static final Outcome[] OUTCOMES = Outcome.values();

  private final LongAdder[] counts = new LongAdder[OUTCOMES.length];
  private final LongAdder rescued = new LongAdder();

  Tally() {
    for (int i = 0; i < counts.length; i++) {
      counts[i] = new LongAdder();
    }
  }

  void count(Outcome outcome) {
    counts[outcome.ordinal()].increment();
  }

  void countRescued() {
    rescued.increment();
  }

  void add(Tally other) {
    for (int i = 0; i < counts.length; i++) {
      counts[i].add(other.counts[i].sum());
    }
    rescued.add(other.rescued.sum());
  }

  public long of(Outcome outcome) {
    return counts[outcome.ordinal()].sum();
  }

  /** Requests whose first attempt failed and whose user got an answer from a later one. */
  public long rescued() {
    return rescued.sum();
  }

  public Map<Outcome, Long> byOutcome() {
    var map = new EnumMap<Outcome, Long>(Outcome.class);
    for (Outcome outcome : OUTCOMES) {
      map.put(outcome, of(outcome));
    }
    return map;
  }
}
