package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.rollout.Lookout.Sight;
import dev.belay.controlplane.rollout.Observation.Fleet;
import dev.belay.controlplane.rollout.Observation.Health;
import dev.belay.controlplane.rollout.Observation.Member;
import dev.belay.controlplane.rollout.RolloutState.Baking;
import dev.belay.controlplane.rollout.RolloutState.Held;
import dev.belay.controlplane.rollout.RolloutState.Observing;
import dev.belay.controlplane.rollout.RolloutState.Shifting;
import dev.belay.controlplane.synthetic.Gate;
import dev.belay.controlplane.synthetic.Side;
import dev.belay.controlplane.synthetic.SyntheticCounts;
import dev.belay.controlplane.synthetic.SyntheticPlan;
import dev.belay.controlplane.synthetic.SyntheticResult;
import dev.belay.controlplane.synthetic.Synthetics;
import dev.belay.controlplane.verification.Finding;
import dev.belay.controlplane.verification.Finding.Level;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whom a rollout's synthetic requests go to and when, and what stable's answers mean. */
final class Asking {

  private static final String NOT_TRIED = "SyntheticRequestsNotTried";

  private final Synthetics synthetics;

  Asking(Synthetics synthetics) {
    this.synthetics = synthetics;
  }

  /** Each request is tried on stable first: one that stable does not answer tells nothing. */
  List<Finding> onStable(Rollout rollout, Sight sight) {
    SyntheticPlan plan = rollout.policy().synthetic();
    if (plan.isEmpty() || rollout.policy().mode() == Safeguards.Mode.OBSERVE) {
      return List.of();
    }
    Side stable = ready(rollout.stable(), sight);
    if (stable == null || stable.isEmpty()) {
      String why =
          rollout.stable() == null ? "there is no earlier revision" : "stable is not ready";
      return List.of(
          new Finding(
              Level.NOTE,
              NOT_TRIED,
              "The synthetic requests were not tried on stable first: " + why,
              "Nothing; the candidate is asked before it gets traffic."));
    }
    var one = new Side(stable.revision(), stable.instances().subList(0, 1));
    return synthetics.ask(plan, one, Limits.TRIED_ON_STABLE).stream()
        .filter(result -> !result.passed())
        .findFirst()
        .map(Asking::blocker)
        .stream()
        .toList();
  }

  private static Finding blocker(SyntheticResult result) {
    return result.failed()
        ? Finding.blocker(
            "SyntheticRequestFailsOnStable",
            "Stable itself does not answer a synthetic request as expected: " + result.words(),
            "Correct what syntheticRequests expects and apply it, or mend stable; then retry the rollout."
                + " Each request is tried on stable first.")
        : Finding.blocker(
            "SyntheticRequestNotSent",
            result.words(),
            "Mend what keeps it from being sent, or leave it out of syntheticRequests and apply that;"
                + " then retry the rollout.");
  }

  Gate gate(Rollout rollout, Sight sight) {
    Side candidate = ready(rollout.candidate(), sight);
    Side stable = ready(rollout.stable(), sight);
    return synthetics.gate(
        rollout.policy().synthetic(),
        candidate == null ? new Side(rollout.id(), List.of()) : candidate,
        stable,
        Limits.SYNTHETIC_GATE);
  }

  /** Beside users' requests, for as long as both serve. */
  void compare(Rollout rollout, Sight sight) {
    SyntheticPlan plan = rollout.policy().synthetic();
    if (plan.isEmpty()
        || !compared(rollout.state())
        || rollout.policy().mode() == Safeguards.Mode.OBSERVE) {
      return;
    }
    Side candidate = able(rollout.candidate(), sight);
    Side stable = able(rollout.stable(), sight);
    if (candidate != null && stable != null) {
      synthetics.compare(rollout.id(), plan, candidate, stable);
    }
  }

  @Nullable SyntheticCounts compared(Rollout rollout) {
    return synthetics.compared(rollout.id());
  }

  void forget(Rollout rollout) {
    synthetics.forget(rollout.id());
  }

  private static boolean compared(RolloutState state) {
    return switch (state) {
      case Shifting shifting -> true;
      case Observing observing -> true;
      case Baking baking -> true;
      case Held held -> compared(held.resume());
      default -> false;
    };
  }

  private static @Nullable Side ready(@Nullable Revision revision, Sight sight) {
    return side(revision, sight, false);
  }

  /** Whoever fails its probes is asked too; a process that is gone is Breach's to judge. */
  private static @Nullable Side able(@Nullable Revision revision, Sight sight) {
    return side(revision, sight, true);
  }

  private static @Nullable Side side(@Nullable Revision revision, Sight sight, boolean failingToo) {
    Fleet fleet = sight.fleet(revision);
    return fleet == null || revision == null
        ? null
        : new Side(
            revision.id(),
            fleet.members().stream()
                .filter(member ->
                    member.health() == Health.READY
                        || failingToo && member.health() == Health.FAILING)
                .map(Member::backend)
                .toList());
  }
}
