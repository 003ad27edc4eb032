package dev.belay.controlplane.rollout;

import static dev.belay.controlplane.rollout.Scene.CANDIDATE;
import static dev.belay.controlplane.rollout.Scene.NOON;
import static dev.belay.controlplane.rollout.Scene.POLICY;
import static dev.belay.controlplane.rollout.Scene.STABLE;
import static dev.belay.controlplane.rollout.Scene.seen;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.rollout.Observation.Health;
import dev.belay.controlplane.rollout.Observation.Synthetic;
import dev.belay.controlplane.rollout.RolloutState.Held;
import dev.belay.controlplane.rollout.RolloutState.Hold;
import dev.belay.controlplane.rollout.RolloutState.RollingBack;
import dev.belay.controlplane.rollout.RolloutState.Shifting;
import dev.belay.controlplane.rollout.RolloutState.Starting;
import dev.belay.controlplane.synthetic.Gate;
import dev.belay.controlplane.synthetic.SyntheticRequest.Via;
import dev.belay.controlplane.synthetic.SyntheticResult;
import dev.belay.controlplane.synthetic.SyntheticResult.Outcome;
import dev.belay.controlplane.synthetic.Team;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SyntheticGateTest {

  private static final Instant LATER = NOON.plusSeconds(90);
  private static final Starting STARTING = new Starting(LATER);
  private static final SyntheticResult BAD =
      new SyntheticResult(
          "health: GET /ask",
          CANDIDATE.id(),
          "shop-r2-0",
          Via.ROUTE,
          Outcome.FAILED,
          "status 200",
          "status 500",
          NOON);
  private static final Gate PASSED = new Gate.Passed(2, NOON);
  private static final Gate FAILED = new Gate.Failed(BAD, NOON);
  private static final Gate SHARED = new Gate.Shared(BAD, BAD, NOON);
  private static final Gate UNKNOWN = new Gate.Unknown("no secret", NOON);

  @Test
  void asksTheCandidateWhenItIsReadyAndNotBefore() {
    assertThat(decide(STARTING, null).actions())
        .containsExactly(new Action.AskCandidate(CANDIDATE));
    assertThat(
            Decider.decide(rollout(STARTING), seen().candidate(Health.UNKNOWN).observation())
                .actions())
        .isEmpty();
  }

  @Test
  void givesTrafficOnlyToWhoAnsweredAll() {
    assertThat(decide(STARTING, PASSED).next().state()).isInstanceOf(Shifting.class);
    assertThat(decide(STARTING, null).next().state()).isEqualTo(STARTING);
  }

  @Test
  void takesBackWhoDidNotNamingRequestExpectedAndSeen() {
    Decision decision = decide(STARTING, FAILED);
    assertThat(decision.next().state())
        .isInstanceOfSatisfying(
            RollingBack.class,
            back -> {
              assertThat(back.cause().type()).isEqualTo("SyntheticRequestFailed");
              assertThat(back.cause().summary())
                  .isEqualTo(
                      "Before it had traffic, shop-r2-0 through the public route: health: GET /ask:"
                          + " expected status 200, saw status 500");
              assertThat(back.cause().detail())
                  .containsEntry("expected", "status 200")
                  .containsEntry("saw", "status 500")
                  .containsEntry("via", "route");
            });
  }

  @Test
  void leavesItToPeopleWhereThePolicyDoes() {
    Rollout gated = rollout(STARTING, POLICY.withSafeguards(s -> s.withMode(Safeguards.Mode.GATE)));
    assertThat(Decider.decide(gated, with(seen(), FAILED)).next().state())
        .isInstanceOfSatisfying(
            Held.class, held -> assertThat(held.hold()).isEqualTo(Hold.LEFT_TO_PEOPLE));
  }

  @Test
  void holdsWhatStableDoesNotAnswerEitherUntilItIsAnswered() {
    Rollout held = decide(STARTING, SHARED).next();
    assertThat(held.state())
        .isInstanceOfSatisfying(
            Held.class, state -> assertThat(state.hold()).isEqualTo(Hold.SHARED_CAUSE));
    Decision still = Decider.decide(held, with(seen().after(1), SHARED));
    assertThat(still.next().state()).isInstanceOf(Held.class);
    assertThat(still.actions()).containsExactly(new Action.AskCandidate(CANDIDATE));
    assertThat(Decider.decide(held, with(seen().after(2), PASSED)).next().state())
        .isInstanceOf(Starting.class);
    assertThat(Decider.decide(held, with(seen().after(2), FAILED)).next().state())
        .isInstanceOf(RollingBack.class);
  }

  @Test
  void holdsWhatCouldNotBeAskedWhichIsNeitherSuccessNorFailure() {
    Rollout held = decide(STARTING, UNKNOWN).next();
    assertThat(held.state())
        .isInstanceOfSatisfying(
            Held.class, state -> assertThat(state.hold()).isEqualTo(Hold.NO_DATA));
    assertThat(Decider.decide(held, with(seen().after(1), UNKNOWN)).next().state())
        .isInstanceOf(Held.class);
    assertThat(Decider.decide(held, with(seen().after(2), PASSED)).next().state())
        .isInstanceOf(Starting.class);
  }

  @Test
  void doesNotWaitForEver() {
    assertThat(
            Decider.decide(rollout(STARTING), with(seen().after(90 + 6 * 60), null)).next().state())
        .isInstanceOf(Held.class);
  }

  @Test
  void keepsAnAnswerFromBeforeOutOfLaterStates() {
    var observing = new RolloutState.Observing(0, NOON, 0, LATER, false);
    assertThat(Decider.decide(rollout(observing), with(seen().inForce(10), FAILED)).next().state())
        .isEqualTo(observing);
  }

  private static Decision decide(Starting state, Gate gate) {
    return Decider.decide(rollout(state), with(seen(), gate));
  }

  private static Observation with(Scene scene, Gate gate) {
    Observation seen = scene.observation();
    return new Observation(
        seen.at(),
        seen.candidate(),
        seen.stable(),
        seen.routing(),
        seen.outcomes(),
        seen.findings(),
        seen.migration(),
        seen.command(),
        seen.brakes(),
        new Synthetic(gate, null));
  }

  private static Rollout rollout(RolloutState state) {
    return rollout(state, POLICY);
  }

  private static Rollout rollout(RolloutState state, ReleasePolicy like) {
    ReleasePolicy policy = like.withSynthetic(Team.asks().plan("/ask"));
    return with(Scene.rollout(state, STABLE), policy);
  }

  static Rollout with(Rollout plain, ReleasePolicy policy) {
    return new Rollout(
        plain.candidate(),
        plain.stable(),
        policy,
        plain.undo(),
        plain.startedBy(),
        plain.reason(),
        plain.startedAt(),
        plain.state(),
        plain.stateSince(),
        plain.breachAt(),
        plain.evidence(),
        plain.findings(),
        plain.withheld(),
        plain.transitions(),
        plain.version());
  }
}
