package dev.belay.controlplane.rollout;

import dev.belay.controlplane.analysis.Verdict;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.platform.Instance;
import dev.belay.controlplane.platform.RunResult;
import dev.belay.controlplane.rollout.Happening.What;
import dev.belay.controlplane.rollout.RolloutState.Baking;
import dev.belay.controlplane.rollout.RolloutState.Forward;
import dev.belay.controlplane.rollout.RolloutState.Held;
import dev.belay.controlplane.rollout.RolloutState.Hold;
import dev.belay.controlplane.rollout.RolloutState.Promoted;
import dev.belay.controlplane.rollout.RolloutState.RollingBack;
import dev.belay.controlplane.rollout.Truth.Nature;
import dev.belay.controlplane.traffic.TrafficSplit;
import dev.belay.controlplane.traffic.Weight;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What must hold whatever happens. Each has a name; {@code docs/simulator.md} lists them. */
final class Invariants {

  private final Simulation world;
  private final Counting counting = new Counting();
  private final Weighing weighing;
  private final Endings endings;
  private final Watching watching;
  private final Set<RevisionId> migrated = new HashSet<>();
  private final Set<RevisionId> everStarted = new HashSet<>();
  private int lastNumber;
  private final Map<String, Long> highestTokens = new HashMap<>();

  Invariants(Simulation world) {
    this.world = world;
    this.weighing = new Weighing(world);
    this.endings = new Endings(world);
    this.watching = new Watching(world);
  }

  static void broken(String invariant, Object detail) {
    throw new Violation(invariant, String.valueOf(detail));
  }

  /** What was there before the story. */
  void given(RevisionId revision) {
    lastNumber = revision.number();
    migrated.add(revision);
    everStarted.add(revision);
  }

  void created(SimulatedControlPlane one, Rollout created) {
    acted(one, "store");
    if (created.id().number() <= lastNumber) {
      broken("NumbersAreNew", created.id());
    }
    if (world.faults().on(What.FROZEN)) {
      broken("NothingBeginsInAFreeze", created.id());
    }
    lastNumber = created.id().number();
    endings.quarantineHolds(created);
  }

  void secondRelease(SimulatedControlPlane one) {
    Rollout newest = world.newest();
    if (newest == null || newest.ended() || world.faults().on(What.STORE_FAILS)) {
      return;
    }
    try {
      Rollout second = world.store().create(Scene.SHOP, id -> newest);
      broken("OneRolloutAtATime", second.id());
    } catch (RolloutUnderWayException refused) {
      world.chronicle().add(world.now(), one.number, "refused", "a second release");
    }
  }

  void saved(SimulatedControlPlane one, Rollout before, Rollout stored) {
    acted(one, "store");
    if (before.ended()) {
      broken("TheEndIsTheEnd", before.state() + " -> " + stored.state());
    }
    boolean asked = one.commanded != null;
    History.check(before, stored);
    LegalMoves.check(before, stored, asked);
    endings.breakersLimit(stored);
    counting.check(stored, one.counted);
    one.counted = null;
    if (stored.state() instanceof Promoted && one.commanded != Command.Verb.PROMOTE) {
      promoted(stored);
    }
    boolean back =
        stored.state() instanceof RollingBack && !(before.state() instanceof RollingBack);
    if (back
        && !asked
        && world.breakerOpen()
        && !(before.state() instanceof RolloutState.Stranded)) {
      broken("AnOpenBreakerHolds", before.state() + " -> " + stored.state());
    }
    boolean forward = stored.state() instanceof Forward || stored.state() instanceof Promoted;
    if (!before.state().name().equals(stored.state().name())
        && forward
        && !(before.state() instanceof Held)
        && !asked
        && before.policy().mode() != Safeguards.Mode.OBSERVE
        && world.faults().on(What.FROZEN)) {
      broken("FrozenGoesNotForward", before.state() + " -> " + stored.state());
    }
    if (world.faults().on(What.KILL_SWITCH) && !asked) {
      broken("TheKillSwitchStops", before.state() + " -> " + stored.state());
    }
  }

  private void promoted(Rollout rollout) {
    Truth truth = world.truth().of(rollout.id());
    long answered = rollout.evidence().candidate().total();
    if (answered < rollout.policy().minRequests()) {
      broken("NoPromotionWithoutEvidence", answered + " of " + rollout.policy().minRequests());
    }
    if (rollout.evidence().judgement().verdict() instanceof Verdict.Worse worse) {
      broken("NoPromotionOfTheWorse", worse);
    }
    boolean neverServes =
        truth.is(
            Nature.BLOCKED_BY_A_GATE,
            Nature.MIGRATION_FAILS,
            Nature.MIGRATION_HANGS,
            Nature.NEVER_READY);
    boolean onlyErrors =
        truth.is(Nature.ALL_ERRORS)
            && (truth.from().isZero() && rollout.policy().minRequests() > 0
                || Math.min(
                        world.users().badAnswers(rollout.id()),
                        rollout.evidence().candidate().errors())
                    >= 300);
    if (neverServes || onlyErrors || watching.lostForGood(rollout)) {
      broken("NoPromotionOfTheBad", truth + " " + rollout.evidence().candidate());
    }
  }

  void migrated(SimulatedControlPlane one, RevisionId revision, RunResult result) {
    acted(one, "platform");
    if (result instanceof RunResult.Succeeded) {
      migrated.add(revision);
    }
  }

  void started(SimulatedControlPlane one, Revision revision) {
    acted(one, "platform");
    observedOnly("started " + revision.id().label());
    everStarted.add(revision.id());
    if (!migrated.contains(revision.id())) {
      broken("GatesAndMigrationComeFirst", "started " + revision.id());
    }
  }

  void stopped(SimulatedControlPlane one, RevisionId revision) {
    acted(one, "platform");
    observedOnly("stopped " + revision.label());
    Weight weight = world.router().read(Scene.SHOP).split().weightOf(revision);
    // A stop and a split that are both carried out once more, in any order, are nobody's decision.
    boolean disordered =
        world.surroundings().carryingOut() && world.faults().ever(What.ACTIONS_DUPLICATED);
    if (one == world.leader() && !weight.equals(Weight.ZERO) && !disordered) {
      broken("NothingThatServesIsStopped", revision.label() + " has " + weight);
    }
  }

  void weighed(SimulatedControlPlane one, TrafficSplit before, TrafficSplit split) {
    acted(one, "router");
    observedOnly("set " + Tending.words(split));
    if (one != world.leader()) {
      return;
    }
    weighing.check(one, before, split, migrated);
  }

  /** Whoever acts upon something must not have been succeeded by someone who has. */
  void acted(SimulatedControlPlane one, String upon) {
    long token = one.token.value();
    long highest = highestTokens.merge(upon, token, Math::max);
    if (token < highest) {
      broken("OnlyTheSuccessorActs", upon + ": token " + token + " after " + highest);
    }
  }

  private void observedOnly(String what) {
    if (world.surroundings().carryingOut()) {
      return;
    }
    Rollout newest = world.newest();
    if (newest != null && newest.policy().mode() == Safeguards.Mode.OBSERVE) {
      broken("ObservingChangesNothing", what);
    }
    if (world.faults().on(What.KILL_SWITCH)
        && world.leader() != null
        && world.leader().commanded == null) {
      broken("TheKillSwitchStops", what);
    }
  }

  void trouble(@Nullable RevisionId revision) {
    weighing.trouble(revision);
  }

  /** After each look that was not cut short. */
  void looked(SimulatedControlPlane one) {
    weighing.look();
    weighing.sums();
    watching.look();
    Rollout newest = world.newest();
    boolean unsure = world.faults().on(What.STORE_FAILS);
    if (one != world.leader() || newest == null || unsure) {
      return;
    }
    same(one, newest);
    if (world.faults().on(What.KILL_SWITCH)) {
      return;
    }
    if (!one.begins()) {
      Deadlines.check(newest, world.now(), onlyPeopleHelp(newest), slack());
    }
    watching.check(one, newest);
  }

  /** Times that were taken from a clock that was wrong are wrong by as much. */
  private Duration slack() {
    return world.faults().ever(What.CLOCK_JUMPS) ? Duration.ofMinutes(30) : Duration.ofSeconds(1);
  }

  /** What is stored is what the loop goes on with, but for the time of the last data. */
  private void same(SimulatedControlPlane one, Rollout stored) {
    Rollout read = world.mutant().loaded(stored, world.now());
    if (!read.equals(stored)) {
      return; // A mutant that misreads is to be found by what it does.
    }
    Rollout current = one.current();
    if (current == null || current.id().number() != stored.id().number()) {
      broken("TheRecordIsTheTruth", stored.id() + " is stored, not " + current);
      return;
    }
    boolean equal =
        current.version() == stored.version()
            && current.state().equals(stored.state())
            && current.transitions().equals(stored.transitions())
            && current.findings().equals(stored.findings())
            && current.evidence().cursor().equals(stored.evidence().cursor())
            && current.evidence().judgement().equals(stored.evidence().judgement())
            && current.evidence().candidate().equals(stored.evidence().candidate())
            && current.evidence().stable().equals(stored.evidence().stable());
    if (!equal) {
      broken("TheRecordIsTheTruth", "stored " + stored + "\nbut current " + current);
    }
  }

  boolean stableNotUsable() {
    return watching.stableNotUsable();
  }

  /** What kills the first may be about to kill the others. */
  void restarted(SimulatedControlPlane one, String instance) {
    acted(one, "platform");
    observedOnly("restarted " + instance);
    List<Instance> all = world.platform().observe(Scene.SHOP);
    RevisionId revision =
        all.stream()
            .filter(each -> each.id().equals(instance))
            .map(Instance::revision)
            .findFirst()
            .orElse(null);
    List<Instance> ill =
        all.stream()
            .filter(each -> each.revision().equals(revision) && !each.id().equals(instance))
            .filter(each -> each.phase() != Instance.Phase.RUNNING)
            .toList();
    // Nobody can heed what is shown, or done once more, seconds later.
    boolean seen =
        !world.faults().on(What.PLATFORM_SLOW)
            && !world.faults().ever(What.PLATFORM_ACTS_LATE)
            && !world.faults().ever(What.ACTIONS_DUPLICATED);
    if (!ill.isEmpty() && seen) {
      broken("OneIsReplacedAtATime", instance + " though " + ill);
    }
  }

  private boolean onlyPeopleHelp(Rollout rollout) {
    return rollout.state() instanceof Held held && onlyPeopleHelp(rollout, held);
  }

  /** The states that no deadline ends. */
  boolean onlyPeopleHelp(Rollout rollout, Held held) {
    boolean mode = rollout.policy().mode() != Safeguards.Mode.ACT;
    boolean serves =
        held.resume() instanceof RolloutState.Shifting
            || held.resume() instanceof RolloutState.Observing
            || held.resume() instanceof Baking;
    boolean nowhere = serves && (rollout.stable() == null || watching.stableNotUsable());
    return mode
        || nowhere
        || EnumSet.of(Hold.FROZEN, Hold.BREAKER_OPEN, Hold.LEFT_TO_PEOPLE).contains(held.hold());
  }

  /** When all is over and the surroundings have been well for a while. */
  void settled() {
    List<Rollout> stored = world.store().newest(Scene.SHOP, RolloutStore.KEPT);
    if (!stored.equals(world.records().all())) {
      broken(
          "TheRecordIsTheTruth", "stored were " + world.records().all() + ", there are " + stored);
    }
    int takenBack = world.store().takenBackSince(Instant.EPOCH);
    if (takenBack != world.records().takenBack()) {
      broken("TheRecordIsTheTruth", "the store counts " + takenBack + " rollbacks");
    }
    endings.everyEndHasItsRecord();
    for (Rollout each : world.records().all()) {
      if (each.state() instanceof RolloutState.Blocked && everStarted.contains(each.id())) {
        broken("WhatIsBlockedNeverStarts", each.id());
      }
    }
    Rollout last = world.newest();
    if (last == null || last.policy().mode() == Safeguards.Mode.OBSERVE) {
      return;
    }
    calm();
    Revision stable = world.stable();
    List<Instance> instances = world.platform().observe(Scene.SHOP);
    if (stable == null || !world.truth().of(stable.id()).is(Nature.GOOD)) {
      return;
    }
    TrafficSplit split = world.router().read(Scene.SHOP).split();
    if (!split.weightOf(stable.id()).equals(Weight.ALL)) {
      broken("InTheEndStableServesAlone", Tending.words(split));
    }
    if (instances.stream().anyMatch(each -> !each.revision().equals(stable.id()))) {
      broken("InTheEndNobodyElseRuns", instances);
    }
    long serving = instances.stream().filter(world.truth()::serves).count();
    int routed = split.arm(stable.id()).orElseThrow().backends().size();
    if (serving != stable.instances() || routed != stable.instances()) {
      broken("InTheEndStableIsWhole", serving + " serve, " + routed + " of " + stable.instances());
    }
  }

  private void calm() {
    if (!world.story().calm()) {
      return;
    }
    for (Rollout each : world.records().all()) {
      boolean judged =
          each.state() instanceof RolloutState.RolledBack back
              && Set.of("ErrorRegression", "ServiceDown").contains(back.cause().type());
      // What the judge took back by mistake stays away when it is released once more.
      boolean quarantined =
          each.state() instanceof RolloutState.Blocked blocked
              && blocked.cause().type().equals("Quarantined")
              && world.records().takenBack() > 0;
      if (!(each.state() instanceof Promoted) && !judged && !quarantined) {
        broken("TheGoodIsPromoted", each.id() + " is " + each.state());
      }
    }
  }
}
