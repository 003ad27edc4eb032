package dev.belay.controlplane.rollout;

import static dev.belay.controlplane.rollout.Scene.CANDIDATE;
import static dev.belay.controlplane.rollout.Scene.NOON;
import static dev.belay.controlplane.rollout.Scene.POLICY;
import static dev.belay.controlplane.rollout.Scene.STABLE;
import static dev.belay.controlplane.rollout.Scene.counts;
import static dev.belay.controlplane.rollout.Scene.seen;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.rollout.Observation.Synthetic;
import dev.belay.controlplane.rollout.RolloutState.Held;
import dev.belay.controlplane.rollout.RolloutState.Hold;
import dev.belay.controlplane.rollout.RolloutState.Observing;
import dev.belay.controlplane.rollout.RolloutState.RollingBack;
import dev.belay.controlplane.rollout.RolloutState.Shifting;
import dev.belay.controlplane.rollout.SyntheticEvidence.Answered;
import dev.belay.controlplane.synthetic.SyntheticCounts;
import dev.belay.controlplane.synthetic.SyntheticPlan;
import dev.belay.controlplane.synthetic.SyntheticRequest.Via;
import dev.belay.controlplane.synthetic.SyntheticResult;
import dev.belay.controlplane.synthetic.SyntheticResult.Outcome;
import dev.belay.controlplane.synthetic.Team;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SyntheticEvidenceTest {

  private static final Instant LATER = NOON.plusSeconds(60);
  private static final Observing OBSERVING = new Observing(0, NOON, 0, LATER, false);
  private static final SyntheticResult BAD =
      new SyntheticResult(
          "ask: GET /ask",
          CANDIDATE.id(),
          "shop-r2-0",
          Via.INSTANCE,
          Outcome.FAILED,
          "status 200",
          "status 500",
          NOON);

  @Test
  void takesACanaryBackThatFailsThemWhereNoUserIsThere() {
    Rollout rollout = rollout(false);
    int failures = 0;
    Decision decision = new Decision(rollout, java.util.List.of());
    while (decision.next().state().equals(OBSERVING)) {
      failures++;
      decision = Decider.decide(decision.next(), asked("boot", 0, failures, failures, 0));
      assertThat(failures).as("failed one after the other").isLessThan(40);
    }
    assertThat(decision.next().state())
        .isInstanceOfSatisfying(
            RollingBack.class,
            back -> {
              assertThat(back.cause().type()).isEqualTo("SyntheticRequestFailed");
              assertThat(back.cause().summary())
                  .startsWith("r2 fails synthetic requests that r1 answers: ")
                  .contains("ask: GET /ask: expected status 200, saw status 500");
              assertThat(back.cause().detail()).containsKeys("logE", "threshold", "request");
            });
    assertThat(decision.next().evidence().candidate()).isEqualTo(Totals.NONE);
  }

  @Test
  void keepsWhoFailsThemAsOftenAsStable() {
    Decision decision = Decider.decide(rollout(false), asked("boot", 500, 500, 500, 500));
    assertThat(decision.next().state()).isEqualTo(OBSERVING);
  }

  @Test
  void seldomTakesBackWhoIsNoWorse() {
    var random = new Random(7);
    int falsely = 0;
    for (int run = 0; run < 1_000; run++) {
      SyntheticEvidence evidence = SyntheticEvidence.open(policy(false));
      long[] sums = new long[4];
      boolean worse = false;
      for (int round = 0; round < 400 && !worse; round++) {
        sums[random.nextInt(5) == 0 ? 1 : 0]++;
        sums[random.nextInt(5) == 0 ? 3 : 2]++;
        evidence =
            evidence.fold(new SyntheticCounts("b", sums[0], sums[1], sums[2], sums[3], null));
        worse =
            evidence.judgement().verdict() instanceof dev.belay.controlplane.analysis.Verdict.Worse;
      }
      falsely += worse ? 1 : 0;
    }
    // A tenth of alpha, one in ten thousand; three more than expected would be very many.
    assertThat(falsely).isLessThanOrEqualTo(2);
  }

  @Test
  void doesNotLetAnyoneGoOnForThem() {
    Observation all = asked("boot", 100_000, 0, 100_000, 0, seen().inForce(10).after(60));
    assertThat(Decider.decide(rollout(false), all).next().state())
        .isInstanceOfSatisfying(
            Held.class,
            held -> {
              assertThat(held.hold()).isEqualTo(Hold.NO_DATA);
              assertThat(held.detail()).startsWith("NotEnoughTraffic: 0 of 50 requests");
            });
  }

  @Test
  void letsThemStandInForUsersWhereThePolicySaysSo() {
    Observation all = asked("boot", 100_000, 0, 100_000, 0, seen().inForce(10).after(5));
    Rollout next = Decider.decide(rollout(true), all).next();
    assertThat(next.state()).isInstanceOf(Shifting.class);
    assertThat(next.evidence().candidate()).isEqualTo(Totals.NONE);
    assertThat(next.evidence().judgement().harmRuledOut()).isFalse();
  }

  @Test
  void makeLittleTrafficEnoughWherePolicyLetsThemStandIn() {
    assertThat(Feasibility.problem(policy(false), .1)).isPresent();
    assertThat(Feasibility.problem(policy(true), .1)).isEmpty();
  }

  @Test
  void countsNothingTwiceAndGoesOnWithWhoeverCountsNext() {
    Rollout first = Decider.decide(rollout(false), asked("one", 5, 1, 6, 0)).next();
    Rollout again = Decider.decide(first, asked("one", 5, 1, 6, 0)).next();
    assertThat(again.evidence()).isEqualTo(first.evidence());
    Rollout other = Decider.decide(again, asked("two", 2, 0, 2, 0)).next();
    assertThat(other.evidence().synthetic().candidate()).isEqualTo(new Answered(7, 1));
    assertThat(other.evidence().synthetic().stable()).isEqualTo(new Answered(8, 0));
    assertThat(other.evidence().synthetic().lastFailure()).isEqualTo(BAD);
  }

  @Test
  void neverCountAmongUsersRequests() {
    Observation both =
        asked(
            "boot",
            9,
            0,
            9,
            0,
            seen().inForce(10).counted(counts(CANDIDATE, 10, 3, 0), counts(STABLE, 90, 7, 0)));
    Evidence evidence = Decider.decide(rollout(false), both).next().evidence();
    assertThat(evidence.candidate().total()).isEqualTo(3);
    assertThat(evidence.synthetic().candidate().total()).isEqualTo(9);
  }

  @Test
  void isStoredAndReadBack() {
    Rollout rollout = Decider.decide(rollout(true), asked("one", 5, 1, 6, 0)).next();
    assertThat(RolloutDocument.read(RolloutDocument.write(rollout))).isEqualTo(rollout);
    String older =
        RolloutDocument.write(Scene.rollout(OBSERVING))
            .replaceAll(",\"synthetic\":(null|\\{\"requests\":\\[\\],[^}]*\\})", "");
    assertThat(older).doesNotContain("synthetic");
    assertThat(RolloutDocument.read(older)).isEqualTo(Scene.rollout(OBSERVING));
  }

  @Test
  void keepsTheTwoJudgesWithinThePolicysAlpha() {
    ReleasePolicy policy = policy(false);
    assertThat(policy.judge().alpha() + policy.syntheticJudge().alpha())
        .isLessThanOrEqualTo(policy.alpha() * (1 + 1e-12));
    assertThat(POLICY.judge().alpha()).isEqualTo(POLICY.alpha());
  }

  private static Observation asked(String boot, long passed, long failed, long ofStable, long bad) {
    return asked(boot, passed, failed, ofStable, bad, seen().inForce(10));
  }

  private static Observation asked(
      String boot, long passed, long failed, long ofStable, long bad, Scene scene) {
    Observation seen = scene.observation();
    var counts = new SyntheticCounts(boot, passed, failed, ofStable, bad, failed > 0 ? BAD : null);
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
        new Synthetic(null, counts));
  }

  private static ReleasePolicy policy(boolean standIn) {
    return POLICY.withSynthetic(new SyntheticPlan(Team.asks().plan("/ask").requests(), standIn));
  }

  private static Rollout rollout(boolean standIn) {
    return SyntheticGateTest.with(Scene.rollout(OBSERVING, STABLE), policy(standIn));
  }
}
