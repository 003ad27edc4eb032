package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.platform.Instance;
import dev.belay.controlplane.rollout.Lookout.Sight;
import dev.belay.controlplane.rollout.Observation.Fleet;
import dev.belay.controlplane.traffic.TrafficSplit;
import dev.belay.controlplane.traffic.TrafficSplit.Backend;
import dev.belay.controlplane.traffic.Weight;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What holds between rollouts: stable runs and has all traffic, nobody else runs. */
final class Tending {

  private Tending() {}

  static void tend(
      @Nullable Revision stable, Sight sight, ServiceName service, Consumer<Action> act) {
    if (stable != null) {
      keepRunning(stable, sight, act);
      route(stable, sight, act);
    }
    stopStrangers(stable, sight, act);
  }

  /** During a rollout the way back stays open. */
  static void keepStable(Rollout rollout, Sight sight, Consumer<Action> act) {
    Revision stable = rollout.stable();
    if (stable == null) {
      return;
    }
    keepRunning(stable, sight, act);
    if (beforeTraffic(rollout.state()) && alone(stable, sight)) {
      route(stable, sight, act);
    }
  }

  /** From the first step on, the step says who takes requests. */
  private static boolean beforeTraffic(RolloutState state) {
    return switch (state) {
      case RolloutState.Held held -> beforeTraffic(held.resume());
      case RolloutState.Verifying verifying -> true;
      case RolloutState.Migrating migrating -> true;
      case RolloutState.Starting starting -> true;
      default -> false;
    };
  }

  private static boolean alone(Revision stable, Sight sight) {
    return sight.routing() != null
        && sight.routing().split().weightOf(stable.id()).equals(Weight.ALL);
  }

  private static void keepRunning(Revision stable, Sight sight, Consumer<Action> act) {
    Fleet fleet = sight.fleet(stable);
    if (fleet == null) {
      return;
    }
    if (fleet.members().size() < stable.instances()) {
      act.accept(new Action.Start(stable));
    }
    Replacing.dead(fleet, stable.instances()).forEach(act);
  }

  private static void route(Revision stable, Sight sight, Consumer<Action> act) {
    Fleet fleet = sight.fleet(stable);
    if (fleet == null || sight.routing() == null) {
      return;
    }
    TrafficSplit inForce = sight.routing().split();
    List<Backend> inRoute = inForce.backendsOf(stable.id());
    TrafficSplit wanted = Splits.alone(stable, fleet, inRoute);
    // Not until someone answers probes, unless it serves already: a table that points at a process
    // which still starts is worse than the one in force.
    boolean someone = fleet.ready() > 0 || !inRoute.isEmpty();
    boolean different = !wanted.equals(inForce) || sight.routing().leaseExpired();
    if (someone && !wanted.arms().isEmpty() && different) {
      act.accept(new Action.SetWeights(wanted));
    }
  }

  /** Only where it is known that they have no traffic. */
  private static void stopStrangers(@Nullable Revision stable, Sight sight, Consumer<Action> act) {
    if (sight.instances() == null || sight.routing() == null) {
      return;
    }
    var strangers = new LinkedHashSet<RevisionId>();
    for (Instance each : sight.instances()) {
      boolean stays = stable != null && each.revision().equals(stable.id());
      if (!stays && each.phase() != Instance.Phase.STOPPING && idle(each.revision(), sight)) {
        strangers.add(each.revision());
      }
    }
    strangers.forEach(revision -> act.accept(new Action.Stop(revision, Limits.STOP_GRACE)));
  }

  private static boolean idle(RevisionId revision, Sight sight) {
    return sight.routing() != null
        && sight.routing().split().weightOf(revision).equals(Weight.ZERO);
  }

  static String words(TrafficSplit split) {
    return split.arms().stream()
        .map(arm -> arm.revision().label() + " " + arm.weight())
        .collect(Collectors.joining(", "));
  }
}
