package dev.belay.controlplane.rollout;

import static dev.belay.controlplane.rollout.Scene.CANDIDATE;
import static dev.belay.controlplane.rollout.Scene.NOON;
import static dev.belay.controlplane.rollout.Scene.POLICY;
import static dev.belay.controlplane.rollout.Scene.STABLE;
import static dev.belay.controlplane.rollout.Scene.counts;
import static dev.belay.controlplane.rollout.Scene.rollout;
import static dev.belay.controlplane.rollout.Scene.seen;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.platform.Instance.Exit;
import dev.belay.controlplane.platform.RunResult;
import dev.belay.controlplane.probe.Steadiness;
import dev.belay.controlplane.rollout.Observation.Fleet;
import dev.belay.controlplane.rollout.Observation.Health;
import dev.belay.controlplane.rollout.Observation.Member;
import dev.belay.controlplane.rollout.RolloutState.Baking;
import dev.belay.controlplane.rollout.RolloutState.Blocked;
import dev.belay.controlplane.rollout.RolloutState.Held;
import dev.belay.controlplane.rollout.RolloutState.Hold;
import dev.belay.controlplane.rollout.RolloutState.Inconclusive;
import dev.belay.controlplane.rollout.RolloutState.Migrating;
import dev.belay.controlplane.rollout.RolloutState.Observing;
import dev.belay.controlplane.rollout.RolloutState.Promoted;
import dev.belay.controlplane.rollout.RolloutState.RolledBack;
import dev.belay.controlplane.rollout.RolloutState.RollingBack;
import dev.belay.controlplane.rollout.RolloutState.Shifting;
import dev.belay.controlplane.rollout.RolloutState.Starting;
import dev.belay.controlplane.rollout.RolloutState.Stranded;
import dev.belay.controlplane.rollout.RolloutState.Verifying;
import dev.belay.controlplane.traffic.RequestOutcomes.Counts;
import dev.belay.controlplane.traffic.RequestOutcomes.Snapshot;
import dev.belay.controlplane.traffic.TrafficSplit;
import dev.belay.controlplane.traffic.Weight;
import dev.belay.controlplane.verification.Finding;
import dev.belay.controlplane.verification.VerificationPolicy.Migrations;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class DeciderTest {

  private static final Instant LATER = NOON.plusSeconds(60);
  private static final Verifying VERIFYING = new Verifying(LATER);
  private static final Migrating MIGRATING = new Migrating(LATER);
  private static final Starting STARTING = new Starting(LATER);
  private static final Shifting SHIFTING = new Shifting(0, LATER, LATER);
  private static final Observing OBSERVING = new Observing(0, NOON, 0, LATER, false);
  private static final Baking BAKING = new Baking(NOON, NOON.plusSeconds(10), LATER, false);
  private static final Held PAUSED = new Held(Hold.PAUSED, "paused", OBSERVING, NOON, LATER);
  private static final RollingBack ROLLING_BACK =
      new RollingBack(
          RolloutState.Ending.ROLLED_BACK, Cause.of("ProbeFailed", "sick"), NOON, null, LATER);

  @Test
  void letsTheGatesLookFirst() {
    Decision decision = Decider.decide(rollout(VERIFYING), seen().observation());
    assertThat(decision.next().state()).isEqualTo(VERIFYING);
    assertThat(decision.actions()).containsExactly(new Action.Verify(CANDIDATE));
  }

  @Test
  void blocksOnABlockerAndStartsNothing() {
    Finding blocker = Finding.blocker("ArtifactInvalid", "damaged", "build it again");
    Decision decision = Decider.decide(rollout(VERIFYING), seen().found(blocker).observation());
    assertThat(decision.next().state()).isInstanceOf(Blocked.class);
    assertThat(((Blocked) decision.next().state()).cause().type()).isEqualTo("ArtifactInvalid");
    assertThat(decision.next().findings()).containsExactly(blocker);
    assertThat(decision.actions()).isEmpty();
  }

  @Test
  void migratesWhenTheGatesFoundNoBlocker() {
    Finding note = new Finding(Finding.Level.NOTE, "Size", "large", "none");
    Decision decision = Decider.decide(rollout(VERIFYING), seen().found(note).observation());
    assertThat(decision.next().state()).isInstanceOf(Migrating.class);
    assertThat(Decider.decide(rollout(MIGRATING), seen().observation()).actions())
        .containsExactly(new Action.Migrate(CANDIDATE));
  }

  @Test
  void startsAtOnceWhereSomebodyElseMigrates() {
    for (Migrations by : List.of(Migrations.VERIFY, Migrations.EMBEDDED)) {
      Rollout rollout =
          Scene.rolloutUnder(POLICY.withVerification(gates -> gates.withMigrations(by)), VERIFYING);
      Decision decision = Decider.decide(rollout, seen().found().observation());
      assertThat(decision.next().state()).isInstanceOf(Starting.class);
    }
  }

  @Test
  void whatABlockerHasSeenIsTheCausesDetail() {
    var blocker =
        new Finding(
            Finding.Level.BLOCKER, "PendingMigration", "V7", "apply it", Map.of("versions", "V7"));
    Decision decision = Decider.decide(rollout(VERIFYING), seen().found(blocker).observation());
    assertThat(((Blocked) decision.next().state()).cause().detail())
        .isEqualTo(Map.of("versions", "V7", "remedy", "apply it"));
  }

  @Test
  void startsAfterTheMigrationAndBlocksWhenItFails() {
    var done = new RunResult.Succeeded(Duration.ofSeconds(1));
    assertThat(decided(MIGRATING, seen().migrated(done))).isInstanceOf(Starting.class);
    var failed = new RunResult.Failed(1, "ERROR: syntax");
    assertThat(decided(MIGRATING, seen().migrated(failed))).isInstanceOf(Blocked.class);
  }

  @Test
  void aMigrationThatFailedInTheMiddleLeavesWhatItAppliedOnTheRecord() {
    var failed =
        new RunResult.Failed(
            1,
            "ERROR: canceling statement due to lock timeout",
            "{\"applied\":[{\"version\":\"7\"},{\"version\":\"\\u001b[2J\"}]}");
    Decision decision = Decider.decide(rollout(MIGRATING), seen().migrated(failed).observation());
    assertThat(((Blocked) decision.next().state()).cause().summary()).contains("lock in time");
    assertThat(decision.next().findings())
        .singleElement()
        .satisfies(note -> assertThat(note.evidence()).isEqualTo(Map.of("versions", "V7")));
  }

  @Test
  void startsWhatIsMissingAndNothingElse() {
    assertThat(Decider.decide(rollout(STARTING), seen().candidate().observation()).actions())
        .containsExactly(new Action.Start(CANDIDATE));
    assertThat(
            Decider.decide(rollout(STARTING), seen().candidate(Health.UNKNOWN).observation())
                .actions())
        .isEmpty();
  }

  @Test
  void givesNoTrafficBeforeEveryInstanceIsReady() {
    assertThat(decided(STARTING, seen().candidate(Health.UNKNOWN))).isEqualTo(STARTING);
    assertThat(decided(STARTING, seen().candidate(Health.FAILING))).isEqualTo(STARTING);
    assertThat(decided(STARTING, seen().candidate(Health.READY))).isInstanceOf(Shifting.class);
  }

  @Test
  void putsTheStepsWeightIntoForceAndGoesOnWhenItIs() {
    Decision first = Decider.decide(rollout(SHIFTING), seen().inForce(0).observation());
    assertThat(first.actions()).singleElement().isInstanceOf(Action.SetWeights.class);
    TrafficSplit split = ((Action.SetWeights) first.actions().getFirst()).split();
    assertThat(split.weightOf(CANDIDATE.id())).isEqualTo(Weight.percent(10));
    assertThat(split.weightOf(STABLE.id())).isEqualTo(Weight.percent(90));
    assertThat(decided(SHIFTING, seen().inForce(10))).isInstanceOf(Observing.class);
  }

  @Test
  void goesOnOnlyAfterBothTheTimeAndTheRequests() {
    var few = counts(CANDIDATE, 10, 49, 0);
    var enough = counts(CANDIDATE, 10, 50, 0);
    var observing = new Observing(0, NOON, PROVEN_BY, LATER, false);
    assertThat(proven(observing, seen().inForce(10).after(4).counted(enough))).isEqualTo(observing);
    assertThat(proven(observing, seen().inForce(10).after(5).counted(few))).isEqualTo(observing);
    assertThat(proven(observing, seen().inForce(10).after(5).counted(enough)))
        .isEqualTo(new Shifting(1, NOON.plusSeconds(35), LATER));
  }

  @Test
  void noDataIsNeitherSuccessNorFailure() {
    assertThat(decided(OBSERVING, seen().inForce(10).after(20).uncounted())).isEqualTo(OBSERVING);
    assertThat(decided(OBSERVING, seen().inForce(10).after(30).uncounted()))
        .isInstanceOfSatisfying(
            RollingBack.class,
            back -> assertThat(back.ending()).isEqualTo(RolloutState.Ending.INCONCLUSIVE));
  }

  @Test
  void holdsWhenTheTimeIsUpWithoutEnoughTraffic() {
    RolloutState state = decided(OBSERVING, seen().inForce(10).after(60));
    assertThat(state)
        .isInstanceOfSatisfying(
            Held.class,
            held -> {
              assertThat(held.hold()).isEqualTo(Hold.NO_DATA);
              assertThat(held.detail()).contains("NotEnoughTraffic").contains("0 of 50");
            });
  }

  @Test
  void bakesAtTheLastStepAndThenPromotes() {
    assertThat(decided(new Shifting(2, LATER, LATER), seen().inForce(100)))
        .isInstanceOf(Baking.class);
    var alone = counts(CANDIDATE, 100, 500, 0);
    assertThat(decided(BAKING, seen().inForce(100).after(9).counted(alone))).isEqualTo(BAKING);
    assertThat(proven(BAKING, seen().inForce(100).after(10).counted(alone)))
        .isInstanceOf(Promoted.class);
  }

  @Test
  void neverPromotesWithoutEvidence() {
    assertThat(decided(BAKING, seen().inForce(100).after(10)))
        .isInstanceOfSatisfying(
            Held.class, held -> assertThat(held.hold()).isEqualTo(Hold.NO_DATA));
    assertThat(decided(BAKING, seen().inForce(100).after(10).uncounted()))
        .isNotInstanceOf(Promoted.class);
  }

  static Stream<Arguments> statesWithTraffic() {
    return Stream.of(
        Arguments.of(SHIFTING, 10),
        Arguments.of(OBSERVING, 10),
        Arguments.of(BAKING, 100),
        Arguments.of(PAUSED, 10),
        Arguments.of(new Held(Hold.NO_DATA, "idle", OBSERVING, NOON, LATER), 10));
  }

  @ParameterizedTest
  @MethodSource("statesWithTraffic")
  void goesBackWhenReadinessIsLost(RolloutState state, int percent) {
    Decision decision =
        Decider.decide(
            rollout(state), seen().inForce(percent).candidate(Health.FAILING).observation());
    assertThat(decision.next().state())
        .isInstanceOfSatisfying(
            RollingBack.class, back -> assertThat(back.cause().type()).isEqualTo("ProbeFailed"));
    assertThat(onlySplit(decision).weightOf(STABLE.id())).isEqualTo(Weight.ALL);
  }

  @ParameterizedTest
  @MethodSource("statesWithTraffic")
  void goesBackWhenRequestsShowThatItIsWorse(RolloutState state, int percent) {
    Decision decision =
        Decider.decide(
            rollout(state),
            seen()
                .inForce(percent)
                .counted(counts(CANDIDATE, percent, 0, 20), counts(STABLE, 100 - percent, 200, 0))
                .observation());
    assertThat(decision.next().state())
        .isInstanceOfSatisfying(
            RollingBack.class, back -> assertThat(back.cause().type()).isEqualTo("ServiceDown"));
    assertThat(decision.next().breachAt()).isEqualTo(NOON);
  }

  @Test
  void doesNotGoBackWhenStableFailsAsOften() {
    var before = seen().inForce(10).counted(counts(STABLE, 90, 0, 0));
    Rollout watched = Decider.decide(rollout(OBSERVING), before.observation()).next();
    var both =
        seen().inForce(10).counted(counts(CANDIDATE, 10, 50, 5), counts(STABLE, 90, 450, 45));
    assertThat(Decider.decide(watched, both.observation()).next().state()).isEqualTo(OBSERVING);
  }

  @Test
  void theBreachWinsOverWhatAnOperatorAsks() {
    var state =
        decided(
            OBSERVING, seen().inForce(10).candidate(Health.FAILING).asked(Command.Verb.PROMOTE));
    assertThat(state).isInstanceOf(RollingBack.class);
  }

  @Test
  void aCrashLoopIsABreachAlsoBeforeTheFirstRequest() {
    var exit = new Exit(1, NOON, "Missing setting API_KEY");
    var looping =
        new Fleet(
            List.of(
                new Member(
                    Scene.backend(CANDIDATE, 0),
                    Health.UNKNOWN,
                    null,
                    NOON,
                    2,
                    exit,
                    Steadiness.UNKNOWN)));
    assertThat(decided(STARTING, seen().candidate(looping)))
        .isInstanceOfSatisfying(
            RollingBack.class,
            back -> {
              assertThat(back.cause().type()).isEqualTo("CrashLoop");
              assertThat(back.cause().detail()).containsEntry("exitCode", "1");
            });
  }

  @Test
  void holdsForASharedCause() {
    var state =
        decided(OBSERVING, seen().inForce(10).candidate(Health.FAILING).stable(Health.FAILING));
    assertThat(state)
        .isInstanceOfSatisfying(
            Held.class, held -> assertThat(held.hold()).isEqualTo(Hold.SHARED_CAUSE));
  }

  @Test
  void aSharedCauseThatOnlyStableOvercomesEndsInAWayBack() {
    var shared = new Held(Hold.SHARED_CAUSE, "both down", OBSERVING, NOON, LATER);
    var stillBoth = seen().inForce(10).candidate(Health.FAILING).stable(Health.FAILING);
    assertThat(decided(shared, stillBoth)).isEqualTo(shared);
    var onlyCandidate = seen().inForce(10).candidate(Health.FAILING).stable(Health.READY);
    assertThat(decided(shared, onlyCandidate)).isInstanceOf(RollingBack.class);
    assertThat(decided(shared, seen().inForce(10))).isInstanceOf(Observing.class);
  }

  @Test
  void keepsTheBetterOneWhenThereIsNowhereToGo() {
    Rollout first = rollout(BAKING, null);
    Decision decision =
        Decider.decide(
            first,
            seen().stable((Fleet) null).inForce(100).candidate(Health.FAILING).observation());
    assertThat(decision.next().state())
        .isInstanceOfSatisfying(
            Held.class, held -> assertThat(held.hold()).isEqualTo(Hold.NO_SAFE_WAY_BACK));
    assertThat(decision.actions()).isEmpty();
  }

  @Test
  void theWayBackIsTrafficThenEvidenceThenStop() {
    Decision safe = Decider.decide(rollout(ROLLING_BACK), seen().inForce(0).observation());
    assertThat(safe.actions()).isEmpty();
    RollingBack kept = (RollingBack) safe.next().state();
    assertThat(kept.safeAt()).isEqualTo(NOON);
    assertThat(Decider.decide(rollout(kept), seen().after(2).observation()).actions()).isEmpty();
    assertThat(Decider.decide(rollout(kept), seen().after(3).observation()).actions())
        .containsExactly(new Action.Stop(CANDIDATE.id(), Scene.POLICY.terminationGrace()));
    assertThat(decided(kept, seen().after(4).candidate()))
        .isEqualTo(new RolledBack(ROLLING_BACK.cause(), NOON, NOON.plusSeconds(4)));
  }

  @Test
  void doesNotStopWhatStillHasTraffic() {
    Decision decision =
        Decider.decide(rollout(ROLLING_BACK), seen().inForce(10).after(59).observation());
    assertThat(decision.actions()).singleElement().isInstanceOf(Action.SetWeights.class);
  }

  @Test
  void isStrandedWhenTheTrafficDoesNotComeBackAndGoesOnTrying() {
    Decision stranded =
        Decider.decide(rollout(ROLLING_BACK), seen().inForce(10).after(60).observation());
    assertThat(stranded.next().state()).isInstanceOf(Stranded.class);
    assertThat(stranded.actions()).singleElement().isInstanceOf(Action.SetWeights.class);
    Decision arrived = Decider.decide(stranded.next(), seen().inForce(0).after(70).observation());
    assertThat(arrived.next().state())
        .isInstanceOfSatisfying(
            RollingBack.class, back -> assertThat(back.safeAt()).isEqualTo(NOON.plusSeconds(70)));
  }

  @Test
  void respectsAWeightThatSomeoneElseChanged() {
    assertThat(decided(OBSERVING, seen().inForce(50)))
        .isInstanceOfSatisfying(
            Held.class, held -> assertThat(held.hold()).isEqualTo(Hold.FOREIGN_CHANGE));
  }

  @Test
  void takesAnUnreadyInstanceOfStableOutOfTheRoute() {
    var routing =
        new dev.belay.controlplane.traffic.TrafficRouter.Routing(
            new TrafficSplit(
                Scene.SHOP,
                List.of(
                    new TrafficSplit.Arm(
                        CANDIDATE.id(), Weight.percent(10), List.of(Scene.backend(CANDIDATE, 0))),
                    new TrafficSplit.Arm(
                        STABLE.id(),
                        Weight.percent(90),
                        List.of(Scene.backend(STABLE, 0), Scene.backend(STABLE, 1))))),
            3);
    Decision decision =
        Decider.decide(
            rollout(OBSERVING),
            seen().routing(routing).stable(Health.READY, Health.FAILING).observation());
    assertThat(onlySplit(decision).arm(STABLE.id()).orElseThrow().backends())
        .containsExactly(Scene.backend(STABLE, 0));
  }

  @Test
  void anInstanceNotProbedYetKeepsItsPlaceInTheRoute() {
    var after = seen().inForce(10).candidate(Health.UNKNOWN).stable(Health.UNKNOWN);
    Decision decision = Decider.decide(rollout(OBSERVING), after.observation());
    assertThat(decision.next().state()).isEqualTo(OBSERVING);
    assertThat(decision.actions()).isEmpty();
  }

  @Test
  void enoughRequestsAreNotEnoughWhileHarmIsNotRuledOut() {
    ReleasePolicy strict =
        POLICY.withSafeguards(each -> each.withHarm(new Safeguards.Harm(0.005, 0.05)));
    var few =
        seen()
            .inForce(10)
            .after(6)
            .counted(counts(CANDIDATE, 10, 60, 0), counts(STABLE, 90, 540, 0));
    var many =
        seen()
            .inForce(10)
            .after(6)
            .counted(counts(CANDIDATE, 10, 1_200, 0), counts(STABLE, 90, 10_800, 0));

    assertThat(decidedWith(strict, few)).isInstanceOf(Observing.class);
    assertThat(decidedWith(strict, many)).isInstanceOf(RolloutState.Shifting.class);
    assertThat(decidedWith(strict, few.after(61)))
        .isInstanceOfSatisfying(
            Held.class,
            held ->
                assertThat(held.detail()).startsWith("NotEnoughTraffic").contains("0.5 % more"));
  }

  private static final int PROVEN_BY = 1_000;

  /** Where earlier requests have ruled out harm. */
  private static RolloutState proven(RolloutState state, Scene scene) {
    var earlier =
        List.of(
            new Counts(CANDIDATE.id(), 2, Weight.percent(10), true, PROVEN_BY, 0, 0, 0),
            new Counts(STABLE.id(), 2, Weight.percent(90), true, 9 * PROVEN_BY, 0, 0, 0));
    return decided(
        state,
        POLICY,
        fresh(POLICY).fold(new Snapshot("boot", earlier), CANDIDATE.id(), STABLE, NOON),
        scene);
  }

  private static RolloutState decidedWith(ReleasePolicy policy, Scene scene) {
    return decided(OBSERVING, policy, fresh(policy), scene);
  }

  /** After a look from which stable counts. */
  private static Evidence fresh(ReleasePolicy policy) {
    return Evidence.open(policy, true)
        .fold(new Snapshot("boot", List.of()), CANDIDATE.id(), STABLE, NOON);
  }

  private static RolloutState decided(
      RolloutState state, ReleasePolicy policy, Evidence evidence, Scene scene) {
    Rollout begun = rollout(state);
    Rollout rollout =
        new Rollout(
            begun.candidate(),
            begun.stable(),
            policy,
            false,
            begun.startedBy(),
            begun.reason(),
            begun.startedAt(),
            begun.state(),
            begun.stateSince(),
            null,
            evidence,
            List.of(),
            List.of(),
            List.of(),
            0);
    return Decider.decide(rollout, scene.observation()).next().state();
  }

  static Stream<Arguments> deadlines() {
    return Stream.of(
        Arguments.of(VERIFYING, Blocked.class),
        Arguments.of(MIGRATING, Blocked.class),
        Arguments.of(STARTING, RollingBack.class),
        Arguments.of(SHIFTING, Held.class),
        Arguments.of(OBSERVING, Held.class),
        Arguments.of(new Baking(NOON, LATER, LATER, false), Held.class),
        Arguments.of(PAUSED, RollingBack.class),
        Arguments.of(ROLLING_BACK, Stranded.class));
  }

  @ParameterizedTest
  @MethodSource("deadlines")
  void everyStateIsLeftAtItsDeadline(RolloutState state, Class<? extends RolloutState> exit) {
    var nothing = seen().after(60).candidate(Health.UNKNOWN);
    boolean atHundred = state instanceof Baking;
    boolean notInForce = state instanceof Shifting;
    nothing.inForce(atHundred ? 100 : notInForce ? 0 : 10);
    assertThat(decided(state, nothing)).isInstanceOf(exit);
  }

  @Test
  void whatWasHeldTooLongLosesItsTrafficAndIsInconclusive() {
    RollingBack back = (RollingBack) decided(PAUSED, seen().inForce(10).after(60));
    Decision kept = Decider.decide(rollout(back), seen().inForce(0).after(61).observation());
    Decision ended = Decider.decide(kept.next(), seen().after(65).candidate().observation());
    assertThat(ended.next().state()).isInstanceOf(Inconclusive.class);
  }

  @Test
  void notEvenADeadlineTakesTheTrafficToNobody() {
    var nowhere = new Held(Hold.NO_SAFE_WAY_BACK, "stable is down", OBSERVING, NOON, LATER);
    var late = seen().inForce(10).after(60).candidate(Health.FAILING).stable(Health.FAILING);
    Decision decision = Decider.decide(rollout(nowhere), late.observation());
    assertThat(decision.actions()).isEmpty();
    assertThat(decision.next().state()).isInstanceOf(Held.class);
    var paused = seen().inForce(10).after(60).stable(Health.FAILING);
    Decision again = Decider.decide(rollout(PAUSED), paused.observation());
    assertThat(again.actions()).isEmpty();
    assertThat(again.next().state())
        .isInstanceOfSatisfying(
            Held.class,
            held -> {
              assertThat(held.hold()).isEqualTo(Hold.PAUSED);
              assertThat(held.deadline()).isAfter(LATER);
            });
  }

  @Test
  void timeSpentHeldDoesNotCount() {
    var state = decided(PAUSED, seen().inForce(10).after(40).asked(Command.Verb.RESUME));
    assertThat(state)
        .isEqualTo(new Observing(0, NOON.plusSeconds(40), 0, LATER.plusSeconds(40), false));
  }

  private static RolloutState decided(RolloutState state, Scene scene) {
    return Decider.decide(rollout(state), scene.observation()).next().state();
  }

  private static TrafficSplit onlySplit(Decision decision) {
    assertThat(decision.actions()).singleElement().isInstanceOf(Action.SetWeights.class);
    return ((Action.SetWeights) decision.actions().getFirst()).split();
  }

  @Test
  void theTestPolicyIsWhatTheTimesAboveSay() {
    assertThat(POLICY.minRequests()).isEqualTo(50);
    assertThat(POLICY.stepDuration()).isEqualTo(Duration.ofSeconds(5));
  }
}
