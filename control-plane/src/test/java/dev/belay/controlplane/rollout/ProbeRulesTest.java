package dev.belay.controlplane.rollout;

import static dev.belay.controlplane.rollout.Scene.CANDIDATE;
import static dev.belay.controlplane.rollout.Scene.NOON;
import static dev.belay.controlplane.rollout.Scene.STABLE;
import static dev.belay.controlplane.rollout.Scene.rollout;
import static dev.belay.controlplane.rollout.Scene.seen;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.probe.Steadiness;
import dev.belay.controlplane.probe.SteadinessOf;
import dev.belay.controlplane.rollout.Observation.Fleet;
import dev.belay.controlplane.rollout.Observation.Health;
import dev.belay.controlplane.rollout.Observation.Member;
import dev.belay.controlplane.rollout.RolloutState.Baking;
import dev.belay.controlplane.rollout.RolloutState.Held;
import dev.belay.controlplane.rollout.RolloutState.Hold;
import dev.belay.controlplane.rollout.RolloutState.Observing;
import dev.belay.controlplane.rollout.RolloutState.RollingBack;
import dev.belay.controlplane.rollout.RolloutState.Starting;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProbeRulesTest {

  private static final Instant LATER = NOON.plusSeconds(60);
  private static final Observing OBSERVING = new Observing(0, NOON, 0, LATER, false);

  @Test
  void timeOutsOfTheCandidateAloneTakeItBack() {
    RolloutState state = decided(OBSERVING, seen().inForce(10).candidate(Health.DEAD));

    assertThat(state)
        .isInstanceOfSatisfying(
            RollingBack.class,
            back ->
                assertThat(back.cause().detail())
                    .containsEntry("probe", "liveness")
                    .containsEntry("timedOut", "true"));
  }

  /** A loaded machine lets stable's probes run out of time, too. */
  @Test
  void timeOutsOfBothAreNobodysFault() {
    var late = member(STABLE, Health.READY, Steadiness.UNKNOWN, Scene.TIMED_OUT);
    RolloutState state =
        decided(
            OBSERVING,
            seen().inForce(10).after(9).candidate(Health.DEAD).stable(new Fleet(List.of(late))));

    assertThat(state)
        .isInstanceOfSatisfying(
            Held.class, held -> assertThat(held.hold()).isEqualTo(Hold.SHARED_CAUSE));
  }

  @Test
  void timeOutsOfStableAWhileAgoExcuseNothing() {
    var late = member(STABLE, Health.READY, Steadiness.UNKNOWN, Scene.TIMED_OUT);
    RolloutState state =
        decided(
            OBSERVING,
            seen().inForce(10).after(11).candidate(Health.DEAD).stable(new Fleet(List.of(late))));

    assertThat(state).isInstanceOf(RollingBack.class);
  }

  /** One result a second: r is a failure, R a success; never three failures in a row. */
  @ParameterizedTest(name = "candidate {0}, stable {1}: {2}")
  @CsvSource({
    "rrRRrrRRrrRR,  RRRRRRRRRRRR, RollingBack",
    "rRRrRRrRRrRRr, RRRRRRRRRRRRR, RollingBack",
    "rrRRrrRRrr,    RRRRRRRRRR,   Observing", // 9 s are too few
    "rRRRRRRrRRRRR, RRRRRRRRRRRRR, Observing", // a sixth of the time
    "rrRRrrRRrrRR,  rRRrRRrRRrRR, Observing", // stable, too
    "rrRRrrRRrrRR,  RRRRRRRRRRrR, RollingBack",
  })
  void flappingIsJudgedByShareOfTimeAndAgainstStable(
      String candidate, String stable, String expected) {
    RolloutState state =
        decided(
            OBSERVING,
            seen()
                .inForce(10)
                .candidate(flapping(CANDIDATE, candidate))
                .stable(flapping(STABLE, stable)));

    assertThat(state.name()).isEqualTo(expected);
    if (state instanceof RollingBack back) {
      assertThat(back.cause().type()).isEqualTo("ProbeFailed");
      assertThat(back.cause().detail()).containsKeys("shareOfTime", "window");
    }
  }

  @Test
  void aDeadProcessThatStartsIsReplacedAndTheDeadlineStays() {
    var starting = new Starting(LATER);
    Decision decision =
        Decider.decide(rollout(starting), seen().candidate(Health.DEAD).observation());

    assertThat(decision.next().state()).isEqualTo(starting);
    assertThat(decision.actions())
        .containsExactly(new Action.Restart("shop-r2-0", NOON, Limits.STOP_GRACE));
  }

  @Test
  void deadProcessesAreReplacedOneAfterTheOther() {
    assertThat(Replacing.dead(Scene.fleet(STABLE, Health.DEAD, Health.DEAD), 2)).hasSize(1);
    assertThat(Replacing.dead(Scene.fleet(STABLE, Health.GONE, Health.DEAD), 2)).isEmpty();
    assertThat(Replacing.dead(Scene.fleet(STABLE, Health.DEAD, Health.READY), 2)).hasSize(1);
    assertThat(Replacing.dead(Scene.fleet(STABLE, Health.FAILING), 1)).isEmpty();
  }

  @Test
  void nobodyIsReplacedWhileAnotherIsStillStopping() {
    // Who is stopping is no longer a member.
    assertThat(Replacing.dead(Scene.fleet(STABLE, Health.DEAD), 2)).isEmpty();
    assertThat(Replacing.dead(Scene.fleet(STABLE, Health.DEAD), 1)).hasSize(1);
  }

  @Test
  void aFreezeHoldsWhatGoesForwardAndNothingElse() {
    assertThat(decided(OBSERVING, seen().inForce(10).frozen("frozen by ann")))
        .isInstanceOfSatisfying(Held.class, held -> assertThat(held.hold()).isEqualTo(Hold.FROZEN));
    assertThat(decided(OBSERVING, seen().inForce(10).candidate(Health.FAILING).frozen("by ann")))
        .isInstanceOf(RollingBack.class);
  }

  @Test
  void aFreezeEndsByItselfOnlyWhenPeopleEndIt() {
    var held = new Held(Hold.FROZEN, "frozen", OBSERVING, NOON, NOON.plusSeconds(30));

    assertThat(decided(held, seen().inForce(10).after(31).frozen("frozen")))
        .isInstanceOfSatisfying(
            Held.class, still -> assertThat(still.deadline()).isAfter(held.deadline()));
    assertThat(decided(held, seen().inForce(10).after(29))).isInstanceOf(Observing.class);
  }

  @Test
  void anOpenBreakerLeavesTheWayBackToPeople() {
    var failing = seen().inForce(10).candidate(Health.FAILING).breakerOpen("5 in an hour");
    RolloutState state = decided(OBSERVING, failing);
    assertThat(state)
        .isInstanceOfSatisfying(
            Held.class, held -> assertThat(held.hold()).isEqualTo(Hold.BREAKER_OPEN));

    assertThat(decided(state, failing)).isEqualTo(state);
    assertThat(decided(state, failing.after(3_600))).isInstanceOf(Held.class);
    assertThat(decided(state, failing.asked(Command.Verb.ABORT))).isInstanceOf(RollingBack.class);
    assertThat(decided(state, seen().inForce(10).candidate(Health.FAILING)))
        .as("closed again, still bad")
        .isInstanceOf(RollingBack.class);
  }

  @Test
  void aGoneProcessIsNoBreachButOneThatIsGoneTwiceIs() {
    assertThat(decided(OBSERVING, seen().inForce(10).candidate(Health.GONE)))
        .isEqualTo(OBSERVING.diverted(true));
    assertThat(
            decided(
                new Baking(NOON, LATER, LATER, false), seen().inForce(100).candidate(Health.GONE)))
        .isInstanceOf(Baking.class);
  }

  private static RolloutState decided(RolloutState state, Scene scene) {
    return Decider.decide(rollout(state), scene.observation()).next().state();
  }

  private static Fleet flapping(Revision revision, String results) {
    return new Fleet(
        List.of(member(revision, Health.READY, SteadinessOf.results(NOON, results), null)));
  }

  private static Member member(
      Revision revision, Health health, Steadiness steadiness, Observation.Trouble trouble) {
    return new Member(Scene.backend(revision, 0), health, trouble, NOON, 0, null, steadiness);
  }
}
