package dev.belay.controlplane.rollout;

import static dev.belay.controlplane.rollout.Scene.CANDIDATE;
import static dev.belay.controlplane.rollout.Scene.NOON;
import static dev.belay.controlplane.rollout.Scene.POLICY;
import static dev.belay.controlplane.rollout.Scene.SHOP;
import static dev.belay.controlplane.rollout.Scene.counts;
import static dev.belay.controlplane.rollout.Scene.rollout;
import static dev.belay.controlplane.rollout.Scene.seen;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.platform.InMemoryPlatform.Behaviour;
import dev.belay.controlplane.probe.Steadiness;
import dev.belay.controlplane.rollout.Observation.Fleet;
import dev.belay.controlplane.rollout.Observation.Health;
import dev.belay.controlplane.rollout.RolloutState.Baking;
import dev.belay.controlplane.rollout.RolloutState.Held;
import dev.belay.controlplane.rollout.RolloutState.Hold;
import dev.belay.controlplane.rollout.RolloutState.Observing;
import dev.belay.controlplane.rollout.RolloutState.Promoted;
import dev.belay.controlplane.rollout.RolloutState.RolledBack;
import dev.belay.controlplane.rollout.RolloutState.RollingBack;
import dev.belay.controlplane.rollout.RolloutState.Shifting;
import dev.belay.controlplane.rollout.Safeguards.Mode;
import dev.belay.controlplane.traffic.TrafficSplit;
import dev.belay.controlplane.traffic.Weight;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What cannot be looked at is neither a reason to go on nor one to be done. */
class UnseenTest {

  private static final Instant LATER = NOON.plusSeconds(60);
  private static final Observing OBSERVING = new Observing(0, NOON, 0, LATER, false);
  private static final Baking BAKING = new Baking(NOON, NOON.plusSeconds(10), LATER, false);
  private static final RollingBack SAFE =
      new RollingBack(
          RolloutState.Ending.ROLLED_BACK, Cause.of("ProbeFailed", "sick"), NOON, NOON, LATER);
  private static final Fleet NOT_SEEN = null;

  private final World world = new World();

  @Test
  void aRevisionThatCannotBeSeenGetsNoMoreAndIsNotPromoted() {
    var enough = counts(CANDIDATE, 10, 500, 0);
    var shifting = new Shifting(1, LATER, LATER);
    assertThat(
            Decider.decide(rollout(shifting), seen().inForce(10).candidate(NOT_SEEN).observation())
                .actions())
        .isEmpty();
    assertThat(decided(OBSERVING, seen().inForce(10).after(20).counted(enough).candidate(NOT_SEEN)))
        .isEqualTo(OBSERVING);
    assertThat(decided(BAKING, seen().inForce(100).after(20).counted(enough).candidate(NOT_SEEN)))
        .isEqualTo(BAKING);
  }

  @Test
  void whoeverHasJustBegunPromotesNobodyWhoHasNotAnsweredAProbe() {
    var enough = counts(CANDIDATE, 10, 500, 0);
    Scene late = seen().inForce(100).after(20).counted(enough);
    assertThat(decided(BAKING, late.candidate(Health.UNKNOWN))).isEqualTo(BAKING);
    assertThat(decided(BAKING, late.candidate(Health.READY))).isInstanceOf(Promoted.class);
    Scene step = seen().inForce(10).after(20).counted(enough);
    assertThat(decided(OBSERVING, step.candidate(Health.UNKNOWN))).isEqualTo(OBSERVING);
  }

  @Test
  void aStepThatIsBegunAgainAndAgainIsLeftToPeople() {
    var diverted = new Observing(0, NOON, 0, LATER, true);
    Scene overdue = seen().inForce(100).after(60).stable(Health.FAILING);
    Rollout rollout = rollout(diverted);
    for (int i = 0; i < Limits.BEGUN_AGAIN; i++) {
      Rollout again = Decider.decide(rollout, overdue.observation()).next();
      assertThat(again.state()).isInstanceOf(Shifting.class);
      rollout = again.enter(diverted, NOON, "in force for a moment");
    }
    assertThat(Decider.decide(rollout, overdue.observation()).next().state())
        .isInstanceOfSatisfying(
            Held.class, hold -> assertThat(hold.hold()).isEqualTo(Hold.ROUTE_NOT_HONOURED));
  }

  @Test
  void itIsHeldWhenItsTimeIsUpAndGoesOnWhenItIsSeen() {
    var enough = counts(CANDIDATE, 10, 500, 0);
    for (RolloutState state : new RolloutState[] {OBSERVING, BAKING}) {
      int percent = state == BAKING ? 100 : 10;
      RolloutState held =
          decided(state, seen().inForce(percent).after(60).counted(enough).candidate(NOT_SEEN));
      assertThat(held)
          .isInstanceOfSatisfying(
              Held.class,
              hold -> {
                assertThat(hold.hold()).isEqualTo(Hold.NO_DATA);
                assertThat(hold.detail()).contains("could not be looked at");
              });
      assertThat(decided(held, seen().inForce(percent).after(70).counted(enough)))
          .isInstanceOf(state.getClass());
    }
  }

  @Test
  void whatIsLeftToPeopleStaysWithThemWhileNobodyCanSeeIt() {
    world.released().release(POLICY.withSafeguards(safe -> safe.withMode(Mode.GATE)));
    world.runUntil(Observing.class).unready.add(CANDIDATE.id());
    world.runUntil(Held.class);
    world.platform.unreachable(true);
    world.runFor(Duration.ofSeconds(5));
    assertThat(world.state()).isInstanceOf(Held.class);

    world.platform.unreachable(false);
    world.unready.clear();
    world.runUntil(Observing.class);
  }

  @Test
  void aStartThatIsLeftToPeopleIsNotBegunAgainAndAgain() {
    world.released();
    world.platform.script(CANDIDATE.id(), Behaviour.neverReady());
    world.release(POLICY.withSafeguards(safe -> safe.withMode(Mode.GATE)));
    world.runUntil(Held.class);
    int moves = world.path().size();

    world.runFor(Duration.ofSeconds(5));
    assertThat(world.path()).hasSize(moves);

    world.platform.script(CANDIDATE.id(), Behaviour.serves());
    world.runUntil(RolloutState.Promoted.class);
  }

  @Test
  void trafficThatLeavesStableOnTheWayBackIsBroughtBackAgain() {
    Decision decision = Decider.decide(rollout(SAFE), seen().inForce(10).after(4).observation());
    assertThat(((RollingBack) decision.next().state()).safeAt()).isNull();
    TrafficSplit split = ((Action.SetWeights) decision.actions().getFirst()).split();
    assertThat(split.weightOf(Scene.STABLE.id())).isEqualTo(Weight.ALL);
  }

  @Test
  void nothingIsStoppedWhileTheRouterDoesNotSayWhoServes() {
    Decision decision = Decider.decide(rollout(SAFE), seen().routing(null).after(4).observation());
    assertThat(decision.actions()).isEmpty();
    assertThat(decision.next().state()).isEqualTo(SAFE);
  }

  @Test
  void aRouteThatIsHonouredNowAndThenHoldsARolloutNoLongerThanOneThatNeverIs() {
    // Held a moment ago, and not for the first time: the steps' time was up half an hour before.
    var again = new Shifting(1, LATER, NOON.minus(Limits.HELD));
    RolloutState held = new Held(Hold.ROUTE_NOT_HONOURED, "75 %", again, NOON, LATER);
    assertThat(decided(held, seen().inForce(10)))
        .isInstanceOfSatisfying(
            RollingBack.class,
            back -> assertThat(back.ending()).isEqualTo(RolloutState.Ending.INCONCLUSIVE));
  }

  @Test
  void aHoldThatCouldNotEndInTimeForWantOfStableEndsWhenStableIsBack() {
    var watched = new Observing(0, NOON, 0, LATER, false);
    Instant longAgo = NOON.minus(Limits.HELD);
    var toldAgain = new Held(Hold.NO_DATA, "0 of 50", watched, longAgo, NOON.plus(Limits.HELD));

    assertThat(decided(toldAgain, seen().inForce(10).stable(Health.FAILING)))
        .isInstanceOf(Held.class);
    assertThat(decided(toldAgain, seen().inForce(10))).isInstanceOf(RollingBack.class);
  }

  @Test
  void whatTheRouterTookBackByItselfIsNotGivenBackWhereThereIsAReasonToGoBack() {
    var policy = POLICY.withSafeguards(each -> each.withMode(Mode.GATE));
    var world = new World().released();
    world.release(policy);
    world.runUntil(Observing.class);
    world.failing.add(CANDIDATE.id());
    world.runUntil(Held.class);

    world.unwatched(Limits.LEASE.plusSeconds(5)).restart().runFor(Duration.ofSeconds(5));

    assertThat(world.weights().getLast()).isEqualTo("r1 100 %");
    assertThat(world.state()).isInstanceOf(Held.class);
  }

  @Test
  void whatBothLoseIsSharedThoughOneIsProvenBadFirst() {
    var once = new Observation.Trouble("readiness", "503, db DOWN", false, NOON);
    var wavering =
        new Fleet(
            List.of(
                new Observation.Member(
                    Scene.backend(Scene.STABLE, 0),
                    Health.READY,
                    once,
                    NOON,
                    0,
                    null,
                    Steadiness.UNKNOWN)));
    var lost = seen().inForce(10).candidate(Health.FAILING).stable(wavering);

    assertThat(decided(OBSERVING, lost))
        .isInstanceOfSatisfying(
            Held.class, held -> assertThat(held.hold()).isEqualTo(Hold.SHARED_CAUSE));
    // Its next answers were good: then the trouble is the candidate's own.
    assertThat(decided(decided(OBSERVING, lost), lost.after(5))).isInstanceOf(RollingBack.class);
  }

  @Test
  void whereNeitherCanServeNobodyIsGivenMore() {
    var diverted = new Observing(0, NOON, 0, LATER, true);
    Decision decision =
        Decider.decide(
            rollout(new Held(Hold.SHARED_CAUSE, "both", diverted, NOON, LATER)),
            seen().inForce(0).candidate(Health.FAILING).stable(Health.FAILING).observation());
    assertThat(decision.actions()).isEmpty();
  }

  @Test
  void afterAWriteThatMayHaveBeenDoneTheStoreIsReadBeforeAnythingIsDone() {
    var store = new AmbiguousStore(world.store);
    world.released().through(store);
    world.release(POLICY);
    world.runUntil(Observing.class);
    store.failing = true;
    world.unready.add(new RevisionId(SHOP, 2));
    world.runFor(Duration.ofSeconds(1));
    assertThat(world.store.newest(SHOP, 1).getFirst().state()).isInstanceOf(RollingBack.class);

    store.failing = false;
    world.runFor(Duration.ofMillis(200));
    assertThat(world.state()).isInstanceOf(RollingBack.class);
    assertThat(world.weights().getLast()).isEqualTo("r1 100 %");
  }

  @Test
  void aCommandThatWasStoredThoughItsWriterWasToldOtherwiseIsCarriedOut() {
    var store = new AmbiguousStore(world.store);
    world.released().through(store);
    world.release(POLICY);
    world.runUntil(Observing.class).requestsATurn(0);
    store.failing = true;
    assertThatThrownBy(() -> world.command(Command.Verb.ABORT)).hasMessageContaining("broken");
    store.failing = false;
    // Nothing is counted, so that no other write shows that the record is another.
    world.runFor(Duration.ofSeconds(1));
    assertThat(world.weights().getLast()).isEqualTo("r1 100 %");
    world.runUntil(RolledBack.class);
  }

  @Test
  void aReleaseThatWasStoredThoughItsWriterWasToldOtherwiseIsCarriedOut() {
    var store = new AmbiguousStore(world.store);
    world.released().through(store);
    store.failing = true;
    assertThatThrownBy(() -> world.releaseThrough(store, POLICY)).hasMessageContaining("broken");
    store.failing = false;
    world.runUntil(Observing.class);
    assertThat(world.rollout().id()).isEqualTo(CANDIDATE.id());
  }

  private static RolloutState decided(RolloutState state, Scene scene) {
    return Decider.decide(rollout(state), scene.observation()).next().state();
  }

  @Test
  void whatIsToLoseItsTrafficIsNotGivenMoreBecauseItAnswersAgain() {
    var diverted = new Observing(0, NOON, 0, LATER, true);
    var held = new Held(Hold.BREAKER_OPEN, "people decide", diverted, NOON, LATER);
    Scene bad = seen().inForce(0).breakerOpen("open").counted(counts(CANDIDATE, 10, 0, 200));
    Scene good = seen().inForce(0).breakerOpen("open").counted(counts(CANDIDATE, 10, 200, 0));
    assertThat(Decider.decide(rollout(held), bad.observation()).actions()).isEmpty();
    assertThat(Decider.decide(rollout(held), good.observation()).actions()).hasSize(1);
  }

  @Test
  void anOpenBreakerAlsoHoldsWhatNobodyCouldJudge() {
    var held = new Held(Hold.FOREIGN_CHANGE, "someone else's", OBSERVING, NOON, LATER);
    assertThat(decided(held, seen().inForce(10).after(60).breakerOpen("open")))
        .isInstanceOfSatisfying(
            Held.class, hold -> assertThat(hold.hold()).isEqualTo(Hold.BREAKER_OPEN));
    assertThat(decided(held, seen().inForce(10).after(60))).isInstanceOf(RollingBack.class);
  }

  @Test
  void alsoBeforeItsFirstShareWhoIsReadyServesWhereStableHasNobody() {
    Observing before = new Observing(0, NOON, 0, LATER, false);
    ReleasePolicy blueGreen =
        new ReleasePolicy(
            ReleasePolicy.Strategy.BLUE_GREEN,
            List.of(Weight.ZERO, Weight.ALL),
            Duration.ofSeconds(5),
            50,
            Duration.ofSeconds(60),
            Duration.ofSeconds(10),
            Duration.ofSeconds(90),
            0.001);
    Rollout rollout = Opening.under(rollout(before), blueGreen);
    Observation seen = seen().inForce(0).stable(Health.FAILING).observation();
    assertThat(Decider.decide(rollout, seen).actions())
        .singleElement()
        .isInstanceOfSatisfying(
            Action.SetWeights.class,
            set -> assertThat(set.split().weightOf(CANDIDATE.id())).isEqualTo(Weight.ALL));
  }
}
