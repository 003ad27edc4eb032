package dev.belay.controlplane.rollout;

import dev.belay.controlplane.platform.RunResult;
import dev.belay.controlplane.rollout.RolloutState.Active;
import dev.belay.controlplane.rollout.RolloutState.Baking;
import dev.belay.controlplane.rollout.RolloutState.Blocked;
import dev.belay.controlplane.rollout.RolloutState.Ended;
import dev.belay.controlplane.rollout.RolloutState.Forward;
import dev.belay.controlplane.rollout.RolloutState.Held;
import dev.belay.controlplane.rollout.RolloutState.Hold;
import dev.belay.controlplane.rollout.RolloutState.Migrating;
import dev.belay.controlplane.rollout.RolloutState.Observing;
import dev.belay.controlplane.rollout.RolloutState.Promoted;
import dev.belay.controlplane.rollout.RolloutState.RollingBack;
import dev.belay.controlplane.rollout.RolloutState.Shifting;
import dev.belay.controlplane.rollout.RolloutState.Starting;
import dev.belay.controlplane.rollout.RolloutState.Stranded;
import dev.belay.controlplane.rollout.RolloutState.Verifying;
import dev.belay.controlplane.traffic.TrafficSplit;
import dev.belay.controlplane.traffic.Weight;
import dev.belay.controlplane.verification.Finding;
import dev.belay.controlplane.verification.VerificationPolicy;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The decision: a function of what is stored and what was seen. No clock, no thread, no I/O; that
 * is what lets a simulator walk through every order of events.
 *
 * <p>Counting comes first, then the way back, then what an operator asks, then the way forward.
 */
public final class Decider {

  private static final String UNSEEN =
      "NotSeen: the revision's instances could not be looked at, or none has answered a probe";

  private static final String NOBODY_TO_SERVE =
      " is not in force, one of the two has nobody to serve it";
  private static final String HELD = Held.class.getSimpleName();

  private Decider() {}

  /**
   * @throws IllegalCommandException if the operator's command does not fit the state; nothing is
   *     decided then
   */
  public static Decision decide(Rollout stored, Observation seen) {
    Rollout rollout = counted(stored.asked(seen.synthetic().counts()), seen);
    if (rollout.policy().mode() == Safeguards.Mode.OBSERVE
        && rollout.state() instanceof Forward state) {
      return Onlooking.look(rollout, state, seen);
    }
    return switch (rollout.state()) {
      case Ended ended -> ended(rollout, seen);
      case RollingBack back -> WayBack.go(refuseCommand(rollout, seen), back, seen);
      case Stranded stranded -> WayBack.go(refuseCommand(rollout, seen), stranded, seen);
      case Held held -> Holding.go(rollout, held, seen);
      case Forward forward -> forward(rollout, forward, seen);
    };
  }

  private static Rollout counted(Rollout rollout, Observation seen) {
    if (seen.outcomes() == null || rollout.ended()) {
      return rollout;
    }
    Duration planned = rollout.policy().maxDuration().plus(rollout.policy().bake());
    double share =
        Duration.between(rollout.startedAt(), seen.at()).toMillis()
            / (double) Math.max(1, planned.toMillis());
    Evidence counted =
        rollout
            .evidence()
            .fold(
                seen.outcomes(),
                rollout.id(),
                rollout.stable(),
                seen.at(),
                new Evidence.Lost(lost(seen.candidate()), lost(seen.stable())))
            .reserveUpTo(share);
    return rollout.withEvidence(
        hasServed(rollout) ? counted.probed(seen.candidate(), seen.stable()) : counted);
  }

  /** Before that, readiness that fails is a start that takes its time. */
  private static boolean hasServed(Rollout rollout) {
    return switch (rollout.state()) {
      case Observing observing -> true;
      case Baking baking -> true;
      case Held held -> held.resume() instanceof Observing || held.resume() instanceof Baking;
      default -> false;
    };
  }

  private static boolean lost(Observation.@Nullable Fleet fleet) {
    return fleet != null && fleet.lostOne();
  }

  private static Decision ended(Rollout rollout, Observation seen) {
    return stay(refuseCommand(rollout, seen));
  }

  private static Rollout refuseCommand(Rollout rollout, Observation seen) {
    if (seen.command() != null) {
      throw new IllegalCommandException(seen.command().verb(), rollout.state());
    }
    return rollout;
  }

  private static Decision forward(Rollout rollout, Forward state, Observation seen) {
    Optional<Decision> wayBack = wayBack(rollout, state, seen);
    if (wayBack.isPresent()) {
      return wayBack.get();
    }
    if (seen.command() != null) {
      return Commands.obey(rollout, state, seen.command(), seen);
    }
    if (seen.brakes().freeze() != null) {
      return Holding.begin(rollout, Hold.FROZEN, seen.brakes().freeze(), state, seen);
    }
    return switch (state) {
      case Verifying verifying -> verifying(rollout, verifying, seen);
      case Migrating migrating -> migrating(rollout, migrating, seen);
      case Starting starting -> Beginning.starting(rollout, starting, seen);
      case Shifting shifting -> shifting(rollout, shifting, seen);
      case Observing observing -> observing(rollout, observing, seen);
      case Baking baking -> baking(rollout, baking, seen);
    };
  }

  /** The rollback check: first in every look, in every state, also while waiting for a person. */
  static Optional<Decision> wayBack(Rollout rollout, Forward state, Observation seen) {
    if (state instanceof Verifying || state instanceof Migrating) {
      return Optional.empty();
    }
    return Breach.find(rollout, seen)
        .map(
            cause -> WayBack.begin(rollout.breached(Breach.metAt(cause, seen)), state, cause, seen))
        .or(() -> blind(rollout, state, seen));
  }

  private static Optional<Decision> blind(Rollout rollout, Forward state, Observation seen) {
    Instant dataAt = rollout.evidence().dataAt();
    Instant since = dataAt == null ? rollout.stateSince() : dataAt;
    boolean watched = state instanceof Observing || state instanceof Baking;
    if (!watched
        || rollout.policy().minRequests() == 0
        || rollout.policy().mode() != Safeguards.Mode.ACT
        || WayBack.nowhereToGo(rollout, seen)
        || seen.at().isBefore(since.plus(Limits.BLIND))) {
      return Optional.empty();
    }
    Cause cause =
        Cause.of(
            "NoData", "Nobody counted what became of the requests for " + Words.of(Limits.BLIND));
    return Optional.of(WayBack.inconclusive(rollout, cause, seen));
  }

  private static Decision verifying(Rollout rollout, Verifying state, Observation seen) {
    List<Finding> findings = seen.findings();
    if (findings == null) {
      return overdue(state, seen)
          ? end(
              rollout, blocked("VerificationTimedOut", Limits.VERIFYING, seen), seen, "time is up")
          : new Decision(rollout, List.of(new Action.Verify(rollout.candidate())));
    }
    Rollout told = rollout.withFindings(findings);
    return findings.stream()
        .filter(finding -> finding.level() == Finding.Level.BLOCKER)
        .findFirst()
        .map(blocker ->
            end(told, new Blocked(blockedBy(blocker), seen.at()), seen, blocker.message()))
        .orElseGet(() ->
            stay(
                told.enter(
                    behindTheGates(rollout, seen),
                    seen.at(),
                    "no blocker among %d finding(s)".formatted(findings.size()))));
  }

  private static Cause blockedBy(Finding blocker) {
    var detail = new HashMap<>(blocker.evidence());
    detail.put("remedy", blocker.remedy());
    return new Cause(blocker.rule(), blocker.message(), detail);
  }

  /**
   * Where somebody else migrates, what is pending has been a blocker, unless a gate was released.
   */
  private static Forward behindTheGates(Rollout rollout, Observation seen) {
    return rollout.policy().verification().migrations() == VerificationPolicy.Migrations.APPLY
        ? new Migrating(seen.at().plus(Limits.MIGRATING))
        : new Starting(seen.at().plus(rollout.policy().startTimeout()));
  }

  private static Decision migrating(Rollout verified, Migrating state, Observation seen) {
    Rollout rollout = Migrated.noted(verified, seen.migration());
    return switch (seen.migration()) {
      case null ->
          overdue(state, seen)
              ? end(
                  rollout, blocked("MigrationTimedOut", Limits.MIGRATING, seen), seen, "time is up")
              : new Decision(rollout, List.of(new Action.Migrate(rollout.candidate())));
      case RunResult.Succeeded done ->
          stay(
              rollout.enter(
                  new Starting(seen.at().plus(rollout.policy().startTimeout())),
                  seen.at(),
                  "migrations applied in " + done.took().toMillis() + " ms"));
      case RunResult.Failed failed ->
          migrationFailed(rollout, seen, Migrated.words(failed), failed.lastLines());
      case RunResult.TimedOut late ->
          migrationFailed(
              rollout, seen, "the migration took longer than " + late.limit(), late.lastLines());
      case RunResult.NotStarted not ->
          migrationFailed(rollout, seen, "the migration could not be started", not.reason());
    };
  }

  private static Decision migrationFailed(
      Rollout rollout, Observation seen, String summary, String lastLines) {
    Cause cause = new Cause("MigrationFailed", summary, Map.of("lastLines", lastLines));
    return end(rollout, new Blocked(cause, seen.at()), seen, summary);
  }

  private static Decision shifting(Rollout rollout, Shifting state, Observation seen) {
    Optional<TrafficSplit> wanted = wanted(rollout, state.step(), seen);
    if (wanted.isPresent() && inForce(wanted.get(), seen)) {
      return stay(arrived(rollout, state, seen));
    }
    if (overdue(state, seen)) {
      return Holding.begin(
          rollout,
          Hold.ROUTE_NOT_HONOURED,
          "%s for %s is not in force"
              .formatted(rollout.policy().weight(state.step()), rollout.id().label()),
          state,
          seen);
    }
    if (seen.candidate() == null) {
      // Nobody gives more to a revision that cannot be seen.
      return stay(rollout);
    }
    Weight nominal = rollout.policy().weight(state.step());
    return new Decision(rollout, Splits.set(Splits.served(nominal, rollout, seen)));
  }

  private static Rollout arrived(Rollout rollout, Shifting state, Observation seen) {
    ReleasePolicy policy = rollout.policy();
    String why =
        "%s is in force (epoch %d)"
            .formatted(
                policy.weight(state.step()),
                seen.routing() == null ? -1 : seen.routing().weightEpoch());
    Instant until = seen.at().plus(policy.bake());
    Forward next =
        state.step() == policy.lastStep()
            ? new Baking(seen.at(), until, until.plus(policy.maxDuration()), false)
            : new Observing(
                state.step(), seen.at(), rollout.answered(), state.stepsDeadline(), false);
    return rollout.enter(next, seen.at(), why);
  }

  private static Decision observing(Rollout rollout, Observing state, Observation seen) {
    ReleasePolicy policy = rollout.policy();
    Optional<Decision> elsewhere = elsewhere(rollout, state, state.step(), seen);
    if (elsewhere.isPresent()) {
      return elsewhere.get();
    }
    if (rollout.evidence().judgement().share().broken()) {
      return Holding.begin(
          rollout, Hold.ROUTE_NOT_HONOURED, StepProof.notHonoured(rollout, state), state, seen);
    }
    long answered = rollout.answered() - state.requestsBefore();
    boolean longEnough = !seen.at().isBefore(state.since().plus(policy.durationOf(state.step())));
    boolean seenNow = seen.outcomes() != null && seen.candidateReady();
    boolean enough = answered >= policy.requestsAt(state.step());
    boolean proven = enough && StepProof.harmless(rollout, state.step());
    if (longEnough && proven && seenNow) {
      return stay(
          rollout.enter(
              new Shifting(state.step() + 1, seen.at().plus(Limits.SHIFTING), state.deadline()),
              seen.at(),
              "%d requests in %s and nothing against it"
                  .formatted(answered, Words.of(Duration.between(state.since(), seen.at())))));
    }
    if (overdue(state, seen) && (longEnough || !enough)) {
      String missing =
          proven
              ? UNSEEN
              : enough ? StepProof.notProven(rollout) : StepProof.notEnough(answered, policy);
      return Holding.begin(rollout, Hold.NO_DATA, missing, state, seen);
    }
    return new Decision(rollout, refreshBackends(rollout, state.step(), seen));
  }

  private static Decision baking(Rollout rollout, Baking state, Observation seen) {
    ReleasePolicy policy = rollout.policy();
    Optional<Decision> elsewhere = elsewhere(rollout, state, policy.lastStep(), seen);
    if (elsewhere.isPresent()) {
      return elsewhere.get();
    }
    long answered = rollout.answered();
    boolean enough = answered >= policy.minRequests();
    boolean proven = enough && StepProof.harmless(rollout, policy.lastStep());
    boolean counted = seen.outcomes() != null || policy.minRequests() == 0;
    boolean seenNow = counted && seen.candidateReady();
    if (!seen.at().isBefore(state.until()) && proven && seenNow) {
      return end(
          rollout,
          new Promoted(seen.at()),
          seen,
          "baked for %s, %d requests answered".formatted(Words.of(policy.bake()), answered));
    }
    if (!proven && !seen.at().isBefore(state.until()) || overdue(state, seen)) {
      String missing =
          proven
              ? UNSEEN
              : enough ? StepProof.notProven(rollout) : StepProof.notEnough(answered, policy);
      return Holding.begin(rollout, Hold.NO_DATA, missing, state, seen);
    }
    return new Decision(rollout, refreshBackends(rollout, policy.lastStep(), seen));
  }

  /** When the traffic is not where the step wants it, that comes first. */
  private static Optional<Decision> elsewhere(
      Rollout rollout, Forward state, int step, Observation seen) {
    return switch (Detour.of(rollout, state, step, seen)) {
      case Detour.None none -> Optional.empty();
      case Detour.Foreign foreign ->
          Optional.of(Holding.begin(rollout, Hold.FOREIGN_CHANGE, foreign.detail(), state, seen));
      case Detour.Over over -> Optional.of(stay(rollout.within(Detour.diverted(state, false))));
      case Detour.Diverted diverted when overdue(state, seen) ->
          Optional.of(again(rollout, state, step, diverted, seen));
      case Detour.Diverted diverted ->
          Optional.of(
              new Decision(
                  rollout.within(Detour.diverted(state, true)), Splits.set(diverted.split())));
    };
  }

  /**
   * A detour that outlasts the state's time is one for people: the step is begun again, or held.
   */
  private static Decision again(
      Rollout rollout, Forward state, int step, Detour.Diverted diverted, Observation seen) {
    String why = rollout.policy().weight(step) + NOBODY_TO_SERVE;
    return begunAgain(rollout) >= Limits.BEGUN_AGAIN
        ? Holding.begin(rollout, Hold.ROUTE_NOT_HONOURED, why, state, seen)
        : new Decision(
            rollout.enter(
                new Shifting(step, seen.at().plus(Limits.SHIFTING), state.deadline()),
                seen.at(),
                why),
            Splits.set(diverted.split()));
  }

  private static int begunAgain(Rollout rollout) {
    int times = 0;
    for (Rollout.Transition each : rollout.transitions()) {
      times += each.reason().endsWith(NOBODY_TO_SERVE) && !each.to().equals(HELD) ? 1 : 0;
    }
    return times;
  }

  static Optional<TrafficSplit> wanted(Rollout rollout, int step, Observation seen) {
    return Splits.at(rollout.policy().weight(step), rollout, seen);
  }

  static List<Action> refreshBackends(Rollout rollout, int step, Observation seen) {
    Optional<TrafficSplit> wanted = wanted(rollout, step, seen);
    boolean current =
        seen.routing() == null || wanted.filter(seen.routing().split()::equals).isPresent();
    return current ? List.of() : Splits.set(wanted);
  }

  static boolean inForce(TrafficSplit wanted, Observation seen) {
    return seen.routing() != null && seen.routing().split().sameWeights(wanted);
  }

  static boolean overdue(Active state, Observation seen) {
    return !seen.at().isBefore(state.deadline());
  }

  private static Blocked blocked(String type, Duration limit, Observation seen) {
    return new Blocked(Cause.of(type, "It took longer than " + Words.of(limit)), seen.at());
  }

  static Decision end(Rollout rollout, Ended state, Observation seen, String why) {
    return stay(rollout.enter(state, seen.at(), why));
  }

  static Decision stay(Rollout rollout) {
    return new Decision(rollout, List.of());
  }
}
