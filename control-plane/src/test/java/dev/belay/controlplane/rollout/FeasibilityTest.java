package dev.belay.controlplane.rollout;

import static dev.belay.controlplane.rollout.Scene.NOON;
import static dev.belay.controlplane.rollout.Scene.STABLE;
import static dev.belay.controlplane.rollout.Scene.counts;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.analysis.JudgePolicy;
import dev.belay.controlplane.analysis.Metric;
import dev.belay.controlplane.rollout.RolloutState.Shifting;
import dev.belay.controlplane.rollout.RolloutState.Starting;
import dev.belay.controlplane.traffic.RequestOutcomes.Snapshot;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeasibilityTest {

  private static final ReleasePolicy STANDARD = ReleasePolicy.canary();

  @Test
  void refusesWhatCouldNeverEndAndSaysWhatWouldHelp() {
    assertThat(Feasibility.problem(STANDARD, 2))
        .hasValueSatisfying(problem ->
            assertThat(problem)
                .contains("at 2.00 requests/s")
                .contains("maxDuration is 60 min")
                .contains("to answer 500 requests at each step")
                .containsPattern("and 9\\d\\d at 5 % to rule out that harm \\(0.005\\) is done")
                .contains("raise harm"));
  }

  @Test
  void leavesAloneWhatCanWork() {
    assertThat(Feasibility.problem(STANDARD, 100)).isEmpty();
    assertThat(Feasibility.problem(Scene.POLICY, 30)).isEmpty();
  }

  @Test
  void nobodyWhoAsksIsNoReasonToRefuse() {
    assertThat(Feasibility.problem(STANDARD, 0)).isEmpty();
    assertThat(Feasibility.problem(STANDARD.asProven(), 2)).isEmpty();
  }

  @Test
  void gateOfLatencyAsksForNoMoreThanTheOthers() {
    JudgePolicy gated =
        JudgePolicy.defaults()
            .withPromotion(
                JudgePolicy.defaults()
                    .promotion()
                    .withGates(List.of(new JudgePolicy.Gate(Metric.LATENCY, .05))));
    ReleasePolicy policy = STANDARD.withSafeguards(guards -> guards.withAnalysis(gated));

    assertThat(Feasibility.leastProof(policy, .05))
        .isEqualTo(Feasibility.leastProof(STANDARD, .05));
  }

  /** The least of which the research speaks: 930 requests at 5 % where nothing fails. */
  @Test
  void leastProofIsWhatThePromotionTestTakesWhereNothingFails() {
    assertThat(Feasibility.leastProof(STANDARD, .05)).isBetween(880L, 980L);
  }

  @ParameterizedTest
  @CsvSource({"20000,0", "600,1", "0,1"})
  void standardStepsBeginWhereTheTrafficSaysEnough(long inTwentySeconds, int step) {
    Rollout rollout = starting(STANDARD, inTwentySeconds);
    Rollout ready = Decider.decide(rollout, Scene.seen().after(20).observation()).next();
    assertThat(((Shifting) ready.state()).step()).isEqualTo(step);
  }

  @Test
  void stepsThatSomebodyChoseAreTaken() {
    Rollout ready =
        Decider.decide(starting(Scene.POLICY, 5), Scene.seen().after(20).observation()).next();
    assertThat(((Shifting) ready.state()).step()).isZero();
  }

  private static Rollout starting(ReleasePolicy policy, long answeredByStable) {
    Rollout scene = Scene.rollout(new Starting(NOON.plusSeconds(90)));
    Evidence evidence = Evidence.open(policy, true);
    for (long answered : new long[] {0, answeredByStable}) {
      evidence =
          evidence.fold(
              new Snapshot("boot", List.of(counts(STABLE, 100, answered, 0))),
              scene.id(),
              STABLE,
              NOON);
    }
    return new Rollout(
        scene.candidate(),
        STABLE,
        policy,
        false,
        "operator",
        "",
        NOON,
        scene.state(),
        NOON,
        null,
        evidence,
        List.of(),
        List.of(),
        List.of(),
        1);
  }
}
