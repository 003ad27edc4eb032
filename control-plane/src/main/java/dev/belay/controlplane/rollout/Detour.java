package dev.belay.controlplane.rollout;

import dev.belay.controlplane.rollout.RolloutState.Baking;
import dev.belay.controlplane.rollout.RolloutState.Forward;
import dev.belay.controlplane.rollout.RolloutState.Observing;
import dev.belay.controlplane.traffic.TrafficSplit;
import dev.belay.controlplane.traffic.Weight;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Whether the traffic is not where the step wants it: because an arm has nobody to serve it, and
 * until it has again; because no control plane was there, so that the router went back by itself;
 * or because someone else changed it, which is told and respected until a person says what is
 * right.
 */
sealed interface Detour {

  /** It is where the step wants it, or nobody knows where it is. */
  record None() implements Detour {}

  /** It is there again. */
  record Over() implements Detour {}

  record Foreign(String detail) implements Detour {}

  /**
   * @param split to be put into force; empty when it is
   */
  record Diverted(Optional<TrafficSplit> split, boolean takesBack) implements Detour {}

  static Detour of(Rollout rollout, Forward state, int step, Observation seen) {
    if (seen.routing() == null) {
      return new None();
    }
    TrafficSplit inForce = seen.routing().split();
    Weight nominal = rollout.policy().weight(step);
    Weight now = weight(rollout, inForce);
    boolean detour =
        seen.routing().leaseExpired()
            || diverted(state) && (Weight.ZERO.equals(now) || Weight.ALL.equals(now));
    if (now == null || !nominal.equals(now) && !detour) {
      return new Foreign(
          "the weights were changed from outside: %s has %s, not %s"
              .formatted(rollout.id().label(), inForce.weightOf(rollout.id()), nominal));
    }
    // Where nobody can serve, nobody is given more.
    Weight weight = Splits.nobody(rollout, seen) ? now : nominal;
    Optional<TrafficSplit> wanted = Splits.served(weight, rollout, seen);
    Weight next = wanted.map(split -> weight(rollout, split)).orElse(weight);
    if (nominal.equals(next) && nominal.equals(now)) {
      return diverted(state) ? new Over() : new None();
    }
    boolean takesBack = next.compareTo(nominal) < 0;
    return new Diverted(wanted.filter(split -> !split.equals(inForce)), takesBack);
  }

  private static boolean diverted(Forward state) {
    return state instanceof Observing observing && observing.diverted()
        || state instanceof Baking baking && baking.diverted();
  }

  static Forward diverted(Forward state, boolean now) {
    return switch (state) {
      case Observing observing -> observing.diverted(now);
      case Baking baking -> baking.diverted(now);
      default -> state;
    };
  }

  /** The candidate's; null if the split is not one between candidate and stable. */
  private static @Nullable Weight weight(Rollout rollout, TrafficSplit split) {
    Weight candidate = split.weightOf(rollout.id());
    boolean ours =
        rollout.stable() == null
            || split.weightOf(rollout.stable().id()).equals(candidate.complement());
    return ours ? candidate : null;
  }
}
