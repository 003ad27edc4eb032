package dev.belay.controlplane.telemetry;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.telemetry.Round.Process;
import dev.belay.controlplane.traffic.RequestOutcomes.Bucket;
import dev.belay.controlplane.traffic.RequestOutcomes.Counts;
import dev.belay.controlplane.traffic.RequestOutcomes.Timing;
import dev.belay.controlplane.traffic.TrafficRouter.Routing;
import dev.belay.controlplane.traffic.TrafficSplit.Arm;
import dev.belay.controlplane.traffic.Weight;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * From what processes have counted since they started to what revisions have answered in each
 * weight epoch. Pure: no clock, no network.
 *
 * <p>An interval lies between two rounds in which everyone who serves was heard, under the same
 * weights from end to end; what was counted in it belongs to that epoch. What else was counted is
 * left out of all revisions alike. A round in which someone was silent only makes the interval
 * longer, since counters go on.
 *
 * @param bases what each process had counted when it was heard last; without a reading where its
 *     next one is only the line from which it counts. At most {@value #MOST_PROCESSES}
 * @param open the routing of the interval under way; null where none is
 * @param pending what was counted in that interval so far
 * @param rows what was counted in each epoch; at most {@value #MOST_ROWS}, the newest
 * @param begun whether there was a round
 */
record Ledger(
    Map<Process, Base> bases,
    @Nullable Routing open,
    Map<RevisionId, Tally> pending,
    Map<Row, Tally> rows,
    boolean begun) {

  static final int MOST_PROCESSES = 512;
  static final int MOST_ROWS = 64;

  /** Nobody was heard yet: whoever runs at the first round is no new process. */
  static final Ledger EMPTY = new Ledger(Map.of(), null, Map.of(), Map.of(), false);

  Ledger {
    // In the order in which they are forgotten.
    bases = Collections.unmodifiableMap(new LinkedHashMap<>(bases));
    rows = Collections.unmodifiableMap(new LinkedHashMap<>(rows));
    pending = Map.copyOf(pending);
  }

  /** Where a process' counts stood. */
  record Base(@Nullable Reading reading) {

    static final Base LINE = new Base(null);
  }

  /** One revision in one weight epoch. */
  record Row(RevisionId revision, long epoch, Weight weight, boolean concurrent) {}

  Ledger fold(Round round) {
    var next = new Next(this);
    next.hear(round);
    boolean complete = round.settled() && round.silent().isEmpty();
    Routing goesOn =
        round.settled() && open != null && sameWeights(open, round.after()) ? open : null;
    if (goesOn != null && complete) {
      next.commit(goesOn);
    } else if (complete) {
      next.open(round);
    } else if (goesOn == null) {
      next.drop();
    }
    return next.ledger();
  }

  private static boolean sameWeights(Routing one, Routing other) {
    return one.weightEpoch() == other.weightEpoch()
        && one.leaseExpired() == other.leaseExpired()
        && one.split().sameWeights(other.split());
  }

  /** The oldest epoch first. */
  List<Counts> counts() {
    return rows.entrySet().stream().map(row -> counts(row.getKey(), row.getValue())).toList();
  }

  private static Counts counts(Row row, Tally answered) {
    var times = new ArrayList<Bucket>();
    answered.times().forEach((below, count) -> times.add(new Bucket(below, count)));
    return new Counts(
        row.revision,
        row.epoch,
        row.weight,
        row.concurrent,
        answered.succeeded(),
        answered.refused(),
        answered.failed(),
        0,
        0,
        times.isEmpty() ? Timing.NONE : new Timing(times, List.of()));
  }

  /** The ledger after a round, in the making. */
  private static final class Next {
    private final boolean first;
    private final LinkedHashMap<Process, Base> bases;
    private final LinkedHashMap<Row, Tally> rows;
    private Map<RevisionId, Tally> pending;
    private @Nullable Routing open;

    private Next(Ledger before) {
      first = !before.begun;
      bases = new LinkedHashMap<>(before.bases);
      rows = new LinkedHashMap<>(before.rows);
      pending = new HashMap<>(before.pending);
      open = before.open;
    }

    private void hear(Round round) {
      if (first) {
        round.running().forEach(process -> bases.put(process, Base.LINE));
        round.told().keySet().forEach(process -> bases.put(process, Base.LINE));
      }
      round
          .told()
          .forEach((process, reading) -> {
            pending.merge(process.revision(), gain(bases.get(process), reading), Tally::plus);
            // The one that was heard last comes last: the one silent for longest is forgotten
            // first.
            bases.remove(process);
            bases.put(process, new Base(reading));
          });
      trim(bases, MOST_PROCESSES);
    }

    /** Who was not there at the first round and never heard has started since, from 0. */
    private static Tally gain(@Nullable Base base, Reading reading) {
      if (base == null) {
        return reading.answered();
      }
      return base.reading == null ? Tally.NONE : reading.since(base.reading);
    }

    private void commit(Routing routing) {
      List<Arm> sharers =
          routing.split().arms().stream()
              .filter(arm -> arm.weight().compareTo(Weight.ZERO) > 0)
              .toList();
      for (Arm arm : sharers) {
        Tally gained = pending.getOrDefault(arm.revision(), Tally.NONE);
        if (!gained.isEmpty()) {
          var row =
              new Row(arm.revision(), routing.weightEpoch(), arm.weight(), sharers.size() > 1);
          rows.merge(row, gained, Tally::plus);
        }
      }
      pending = Map.of();
      trim(rows, MOST_ROWS);
    }

    /** What was counted until here is left out; who is not heard here begins anew when it is. */
    private void open(Round round) {
      bases.replaceAll((process, base) -> round.told().containsKey(process) ? base : Base.LINE);
      pending = Map.of();
      open = round.after();
    }

    private void drop() {
      pending = Map.of();
      open = null;
    }

    private Ledger ledger() {
      return new Ledger(bases, open, pending, rows, true);
    }

    private static <K> void trim(LinkedHashMap<K, ?> map, int most) {
      while (map.size() > most) {
        map.pollFirstEntry();
      }
    }
  }
}
