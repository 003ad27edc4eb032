package dev.belay.controlplane.replay;

import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.probe.Steadiness;
import dev.belay.controlplane.rollout.Action;
import dev.belay.controlplane.rollout.Observation;
import dev.belay.controlplane.rollout.Observation.Brakes;
import dev.belay.controlplane.rollout.Observation.Fleet;
import dev.belay.controlplane.rollout.Observation.Health;
import dev.belay.controlplane.rollout.Observation.Member;
import dev.belay.controlplane.rollout.Rollout;
import dev.belay.controlplane.synthetic.Gate;
import dev.belay.controlplane.traffic.RequestOutcomes.Counts;
import dev.belay.controlplane.traffic.RequestOutcomes.Snapshot;
import dev.belay.controlplane.traffic.RequestOutcomes.Timing;
import dev.belay.controlplane.traffic.TrafficRouter.Routing;
import dev.belay.controlplane.traffic.TrafficSplit;
import dev.belay.controlplane.traffic.TrafficSplit.Arm;
import dev.belay.controlplane.traffic.TrafficSplit.Backend;
import dev.belay.controlplane.traffic.Weight;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The world of a replay: everybody is well, every weight is in force at once, and what is counted
 * is what the record says or what was dealt.
 */
final class Stage {

  private static final String BOOT = "replay";

  private record Key(RevisionId revision, long epoch) {}

  private final Revision candidate;
  private final Revision stable;
  private final Fleet candidates;
  private final Fleet stables;
  private final Map<Key, Counts> counted = new LinkedHashMap<>();
  private TrafficSplit split;
  private long epoch = 1;
  private boolean ready;

  Stage(Rollout rollout, Revision stable) {
    this.candidate = rollout.candidate();
    this.stable = stable;
    this.candidates = fleet(candidate, rollout.startedAt());
    this.stables = fleet(stable, rollout.startedAt());
    List<Backend> backends = stables.members().stream().map(Member::backend).toList();
    this.split =
        new TrafficSplit(stable.service(), List.of(new Arm(stable.id(), Weight.ALL, backends)));
  }

  private static Fleet fleet(Revision revision, Instant since) {
    var members = new ArrayList<Member>();
    for (int i = 0; i < revision.instances(); i++) {
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1 + i);
      members.add(
          new Member(
              new Backend(revision.id().label() + "-" + i, address),
              Health.READY,
              null,
              since,
              0,
              null,
              Steadiness.UNKNOWN));
    }
    return new Fleet(members);
  }

  Weight share() {
    return split.weightOf(candidate.id());
  }

  void candidateIsReady() {
    ready = true;
  }

  /** What the record says, as it was. */
  void count(List<Counts> gained) {
    counted.replaceAll((key, counts) -> with(counts, Asked.NOTHING, 0, Timing.NONE));
    for (Counts each : gained) {
      add(each.revision(), Asked.of(each), each.routed(), each.timing());
    }
  }

  /** What was dealt. */
  void count(Dealer.Hand hand) {
    counted.replaceAll((key, counts) -> with(counts, Asked.NOTHING, 0, Timing.NONE));
    add(candidate.id(), hand.candidate());
    add(stable.id(), hand.stable());
  }

  private void add(RevisionId revision, Asked asked) {
    if (asked.total() > 0) {
      add(revision, asked, asked.total(), new Timing(asked.took(), List.of()));
    }
  }

  private void add(RevisionId revision, Asked asked, long routed, Timing timing) {
    Weight weight = split.weightOf(revision);
    boolean concurrent = split.arms().size() > 1;
    Counts none = new Counts(revision, epoch, weight, concurrent, 0, 0, 0, 0, 0, Timing.NONE);
    counted.merge(
        new Key(revision, epoch),
        with(none, asked, routed, timing),
        (known, first) -> with(known, asked, routed, timing));
  }

  private static Counts with(Counts known, Asked more, long routed, Timing timing) {
    return new Counts(
        known.revision(),
        known.weightEpoch(),
        known.weight(),
        known.concurrent(),
        known.succeeded() + more.succeeded(),
        known.refused() + more.refused(),
        known.failed() + more.failed(),
        known.unanswered() + more.unanswered(),
        known.routed() + routed,
        new Timing(Asked.sum(known.timing().answered(), timing.answered()), timing.waiting()));
  }

  Observation look(Instant at) {
    var passed = new Observation.Synthetic(new Gate.Passed(0, at), null);
    return new Observation(
        at,
        ready ? candidates : Fleet.NONE,
        stables,
        new Routing(split, epoch),
        new Snapshot(BOOT, List.copyOf(counted.values())),
        List.of(),
        null,
        null,
        Brakes.OFF,
        passed);
  }

  /** Whether a weight has changed. */
  boolean act(Action action) {
    if (!(action instanceof Action.SetWeights(TrafficSplit wanted))) {
      return false;
    }
    boolean changed = !wanted.sameWeights(split);
    split = wanted;
    epoch += changed ? 1 : 0;
    return changed;
  }

  /** For a release that had somebody to be compared with. */
  static @Nullable Stage of(Rollout rollout) {
    return rollout.stable() == null ? null : new Stage(rollout, rollout.stable());
  }
}
