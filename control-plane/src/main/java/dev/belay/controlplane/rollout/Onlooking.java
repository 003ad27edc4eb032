package dev.belay.controlplane.rollout;

import dev.belay.controlplane.rollout.Observation.Fleet;
import dev.belay.controlplane.rollout.RolloutState.Forward;
import dev.belay.controlplane.rollout.RolloutState.Inconclusive;
import dev.belay.controlplane.rollout.RolloutState.Observing;
import dev.belay.controlplane.rollout.RolloutState.Starting;
import dev.belay.controlplane.rollout.RolloutState.Verifying;
import dev.belay.controlplane.verification.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Mode {@code observe}: what someone else releases is watched as if it were Belay's, and what would
 * have been done is written down. Nothing is ever changed: no other action than letting the gates
 * look leaves this class.
 */
final class Onlooking {

  private Onlooking() {}

  static Decision look(Rollout rollout, Forward state, Observation seen) {
    if (seen.command() != null) {
      if (seen.command().verb() != Command.Verb.ABORT) {
        throw new IllegalCommandException(seen.command().verb(), rollout.state());
      }
      return over(rollout, Cause.of(Cause.ABORTED, seen.command().why()), seen);
    }
    return switch (state) {
      case Verifying verifying -> verifying(rollout, verifying, seen);
      case Starting starting -> starting(rollout, starting, seen);
      case Observing observing -> observing(rollout, observing, seen);
      default -> throw new IllegalStateException("Not a state of mode observe: " + state.name());
    };
  }

  private static Decision verifying(Rollout rollout, Verifying state, Observation seen) {
    List<Finding> findings = seen.findings();
    if (findings == null && !Decider.overdue(state, seen)) {
      return new Decision(rollout, List.of(new Action.Verify(rollout.candidate())));
    }
    Rollout told = findings == null ? rollout : rollout.withFindings(findings);
    Optional<Finding> blocker =
        findings == null
            ? Optional.empty()
            : findings.stream().filter(f -> f.level() == Finding.Level.BLOCKER).findFirst();
    if (blocker.isPresent()) {
      Cause cause = Cause.of(blocker.get().rule(), blocker.get().message());
      told = told.withholding("blocked", cause, seen.at());
    }
    var starting = new Starting(seen.at().plus(rollout.policy().maxDuration()));
    return Decider.stay(
        told.enter(starting, seen.at(), "mode observe: waits for someone to start it"));
  }

  private static Decision starting(Rollout rollout, Starting state, Observation seen) {
    Rollout told = watched(rollout, seen);
    Fleet fleet = seen.candidate();
    if (fleet != null && fleet.ready() > 0) {
      Instant deadline =
          seen.at().plus(rollout.policy().maxDuration()).plus(rollout.policy().bake());
      long before = told.evidence().candidate().total();
      return Decider.stay(
          told.enter(
              new Observing(0, seen.at(), before, deadline, false),
              seen.at(),
              fleet.ready() + " instance(s) ready"));
    }
    return Decider.overdue(state, seen)
        ? over(
            told, Cause.of("NothingToObserve", "Nobody has started it, or it was not ready"), seen)
        : Decider.stay(told);
  }

  private static Decision observing(Rollout rollout, Observing state, Observation seen) {
    Rollout told = watched(rollout, seen);
    ReleasePolicy policy = rollout.policy();
    Duration planned = policy.bake();
    for (int step = 0; step < policy.lastStep(); step++) {
      planned = planned.plus(policy.durationOf(step));
    }
    long answered = told.evidence().candidate().total() - state.requestsBefore();
    boolean enough =
        answered >= policy.minRequests()
            && seen.outcomes() != null
            && StepProof.harmless(told, policy.lastStep());
    if (enough && !seen.at().isBefore(state.since().plus(planned))) {
      return over(told, verdict(told), seen);
    }
    if (Decider.overdue(state, seen)) {
      Cause cause =
          told.withheld().isEmpty()
              ? Cause.of(
                  Cause.NOT_ENOUGH_TRAFFIC,
                  "%d of %d requests".formatted(answered, policy.minRequests()))
              : verdict(told);
      return over(told, cause, seen);
    }
    return Decider.stay(told);
  }

  private static Cause verdict(Rollout rollout) {
    String would =
        rollout.withheld().isEmpty()
            ? "promoted it"
            : rollout.withheld().getFirst().action()
                + ": "
                + rollout.withheld().getFirst().cause().summary();
    return Cause.of("OnlyObserved", "Mode observe: would have " + would);
  }

  private static Rollout watched(Rollout rollout, Observation seen) {
    return Breach.find(rollout, seen)
        .map(cause ->
            rollout
                .breached(Breach.metAt(cause, seen))
                .withholding("rolled back", cause, seen.at()))
        .orElse(rollout);
  }

  private static Decision over(Rollout rollout, Cause cause, Observation seen) {
    return Decider.end(rollout, new Inconclusive(cause, seen.at()), seen, cause.summary());
  }
}
