package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.rollout.Observation.Fleet;
import dev.belay.controlplane.rollout.Safeguards.ControlPlaneLoss;
import dev.belay.controlplane.traffic.TrafficSplit;
import dev.belay.controlplane.traffic.TrafficSplit.Arm;
import dev.belay.controlplane.traffic.TrafficSplit.Backend;
import dev.belay.controlplane.traffic.TrafficSplit.Lease;
import dev.belay.controlplane.traffic.Weight;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The splits a rollout wants, from who is there to serve them. */
final class Splits {

  private static final Comparator<Backend> BY_INSTANCE = Comparator.comparing(Backend::instance);

  private Splits() {}

  /**
   * As {@link #at}, but the share of a revision that has nobody able to serve goes to the other:
   * whoever has just lost its process gets no requests until it is back.
   */
  static Optional<TrafficSplit> served(Weight weight, Rollout rollout, Observation seen) {
    boolean split = !weight.equals(Weight.ZERO) && rollout.stable() != null;
    if (split && nobody(seen.candidate(), rollout.candidate(), seen)) {
      return nobody(seen.stable(), rollout.stable(), seen)
          ? at(weight, rollout, seen)
          : at(Weight.ZERO, rollout, seen);
    }
    boolean ready = seen.candidate() != null && seen.candidate().ready() > 0;
    boolean alone = nobody(seen.stable(), rollout.stable(), seen) && (split || ready);
    return rollout.stable() != null && !weight.equals(Weight.ALL) && alone
        ? at(Weight.ALL, rollout, seen)
        : at(weight, rollout, seen);
  }

  /** Whether neither of the two has anybody able to serve. */
  static boolean nobody(Rollout rollout, Observation seen) {
    return nobody(seen.candidate(), rollout.candidate(), seen)
        && nobody(seen.stable(), rollout.stable(), seen);
  }

  /** Unknown is not nobody. */
  private static boolean nobody(
      @Nullable Fleet fleet, @Nullable Revision revision, Observation seen) {
    return fleet != null && revision != null && fleet.able(inRoute(revision, seen)).isEmpty();
  }

  private static List<Backend> inRoute(Revision revision, Observation seen) {
    return seen.routing() == null ? List.of() : seen.routing().split().backendsOf(revision.id());
  }

  /** Empty when an arm that is to have a weight has nobody known to serve it. */
  static Optional<TrafficSplit> at(Weight weight, Rollout rollout, Observation seen) {
    var arms = new ArrayList<Arm>();
    boolean complete =
        add(arms, rollout.candidate(), weight, seen.candidate(), seen)
            & add(arms, rollout.stable(), weight.complement(), seen.stable(), seen);
    return complete
        ? Optional.of(new TrafficSplit(rollout.service(), arms, lease(weight, rollout, seen)))
        : Optional.empty();
  }

  /** What nobody watches goes back to stable, unless the policy says otherwise. */
  private static @Nullable Lease lease(Weight weight, Rollout rollout, Observation seen) {
    Revision stable = rollout.stable();
    if (weight.equals(Weight.ZERO)
        || stable == null
        || seen.stable() == null
        || rollout.policy().onControlPlaneLoss() != ControlPlaneLoss.STABLE) {
      return null;
    }
    List<Backend> backends = sorted(seen.stable().backends(inRoute(stable, seen)));
    return backends.isEmpty() ? null : new Lease(stable.id(), backends, Limits.LEASE);
  }

  /** Everything to stable; to nobody where there is no stable revision. */
  static Optional<TrafficSplit> back(Rollout rollout, Observation seen) {
    return rollout.stable() == null
        ? Optional.of(TrafficSplit.none(rollout.service()))
        : at(Weight.ZERO, rollout, seen);
  }

  /** Nothing to be done where nobody is known to serve the split. */
  static List<Action> set(Optional<TrafficSplit> split) {
    return split
        .<List<Action>>map(wanted -> List.of(new Action.SetWeights(wanted)))
        .orElse(List.of());
  }

  static TrafficSplit alone(Revision revision, Fleet fleet, List<Backend> inRoute) {
    List<Backend> backends = sorted(fleet.backends(inRoute));
    return backends.isEmpty()
        ? TrafficSplit.none(revision.service())
        : new TrafficSplit(
            revision.service(), List.of(new Arm(revision.id(), Weight.ALL, backends)));
  }

  private static boolean add(
      List<Arm> arms,
      @Nullable Revision revision,
      Weight weight,
      @Nullable Fleet fleet,
      Observation seen) {
    if (weight.equals(Weight.ZERO)) {
      return true;
    }
    if (revision == null) {
      return false;
    }
    List<Backend> inRoute = inRoute(revision, seen);
    List<Backend> backends = fleet == null ? inRoute : fleet.backends(inRoute);
    if (backends.isEmpty()) {
      return false;
    }
    arms.add(new Arm(revision.id(), weight, sorted(backends)));
    return true;
  }

  private static List<Backend> sorted(List<Backend> backends) {
    var sorted = new ArrayList<>(backends);
    sorted.sort(BY_INSTANCE);
    return sorted;
  }
}
