package dev.belay.controlplane.telemetry;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.platform.Instance;
import dev.belay.controlplane.traffic.TrafficRouter.Routing;
import dev.belay.controlplane.traffic.TrafficSplit.Arm;
import dev.belay.controlplane.traffic.TrafficSplit.Backend;
import dev.belay.controlplane.traffic.Weight;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * All instances of a service asked once, at about the same time.
 *
 * @param before the routing that was in force when the first was asked
 * @param after the routing that was in force when the last had answered or was given up
 * @param running the processes that run and were not asked to stop
 * @param told what was read, also of those that are stopping
 */
record Round(Routing before, Routing after, Set<Process> running, Map<Process, Reading> told) {

  /**
   * One process of an instance.
   *
   * @param startedAt tells an instance's processes from each other; it is no time to reckon with
   */
  record Process(String instance, RevisionId revision, Instant startedAt) {

    static Process of(Instance instance) {
      return new Process(instance.id(), instance.revision(), instance.startedAt());
    }
  }

  Round {
    running = Set.copyOf(running);
    told = Map.copyOf(told);
  }

  /** Whether nobody changed a weight meanwhile. */
  boolean settled() {
    return before.weightEpoch() == after.weightEpoch()
        && before.leaseExpired() == after.leaseExpired()
        && before.split().sameWeights(after.split());
  }

  /** The processes that get requests and have said nothing. */
  List<Process> silent() {
    Set<String> serving =
        after.split().arms().stream()
            .filter(arm -> arm.weight().compareTo(Weight.ZERO) > 0)
            .map(Arm::backends)
            .flatMap(List::stream)
            .map(Backend::instance)
            .collect(Collectors.toSet());
    return running.stream()
        .filter(process -> serving.contains(process.instance()) && !told.containsKey(process))
        .toList();
  }
}
