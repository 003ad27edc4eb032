package dev.belay.controlplane.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.analysis.Answers;
import dev.belay.controlplane.analysis.JudgePolicy;
import dev.belay.controlplane.analysis.Judgement;
import dev.belay.controlplane.analysis.Metric;
import dev.belay.controlplane.analysis.Verdict;
import dev.belay.controlplane.probe.ProbePlan;
import dev.belay.controlplane.probe.ProbeSpec;
import dev.belay.controlplane.rollout.Safeguards.AfterBake;
import dev.belay.controlplane.rollout.Safeguards.ControlPlaneLoss;
import dev.belay.controlplane.rollout.Safeguards.Flapping;
import dev.belay.controlplane.rollout.Safeguards.Mode;
import dev.belay.controlplane.verification.Finding;
import dev.belay.controlplane.verification.VerificationPolicy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class RolloutDocumentTest {

  private static final Rollout ROLLOUT = Scene.rollout(new RolloutState.Verifying(Scene.NOON));

  @Test
  void aDocumentOfAnOlderVersionIsReadWithTheDefaultsOfWhatItDoesNotSay() {
    ObjectNode document = tree(ROLLOUT);
    document.remove("withheld");
    ((ObjectNode) document.get("policy")).remove(List.of("stepDurations", "safeguards"));
    assertThat(RolloutDocument.read(document.toString()))
        .isEqualTo(with(ROLLOUT.policy().withSafeguards(any -> Safeguards.defaults())));
  }

  @Test
  void aSafeguardThatAnOlderVersionDidNotKnowHasItsDefault() {
    ObjectNode document = tree(with(ROLLOUT.policy().withSafeguards(s -> s.withMode(Mode.GATE))));
    ((ObjectNode) document.get("policy").get("safeguards"))
        .remove(List.of("flapping", "crashLoopRestarts", "probes"));
    ReleasePolicy read = RolloutDocument.read(document.toString()).policy();
    assertThat(read.mode()).isEqualTo(Mode.GATE);
    assertThat(read.crashLoopRestarts()).isEqualTo(2);
    assertThat(read.flapping()).isEqualTo(Flapping.defaults());
  }

  @Test
  void everySafeguardComesBack() {
    ReleasePolicy policy =
        ROLLOUT
            .policy()
            .withStepDurations(
                List.of(Duration.ofSeconds(1), Duration.ofMillis(1500), Duration.ZERO))
            .withSafeguards(s ->
                s.withMode(Mode.OBSERVE)
                    .withAfterBake(AfterBake.ROLLBACK)
                    .withOnControlPlaneLoss(ControlPlaneLoss.HOLD)
                    .withProbes(
                        new ProbePlan(
                            ProbeSpec.at("/up"), ProbeSpec.at("/livez"), ProbeSpec.at("/readyz")))
                    .withTerminationGrace(Duration.ofSeconds(7))
                    .withFlapping(new Flapping(0.5, Duration.ofSeconds(10)))
                    .withCrashLoopRestarts(4));
    Rollout rollout = with(policy);
    assertThat(RolloutDocument.read(RolloutDocument.write(rollout))).isEqualTo(rollout);
  }

  @Test
  void aStateOfAnOlderVersionWasNotDiverted() {
    Rollout rollout =
        Scene.rollout(new RolloutState.Observing(1, Scene.NOON, 5, Scene.NOON, false));
    ObjectNode document = tree(rollout);
    ((ObjectNode) document.get("state")).remove("diverted");

    assertThat(RolloutDocument.read(document.toString())).isEqualTo(rollout);
  }

  /** It judged errors only, and goes on judging them with what it had. */
  @Test
  void evidenceOfAnOlderVersionGoesOn() {
    ObjectNode document = tree(ROLLOUT);
    ObjectNode judgement = (ObjectNode) document.get("evidence").get("judgement");
    judgement.remove(
        List.of("alone", "refusals", "slowness", "probes", "gates", "share", "requests"));
    ((ObjectNode) judgement.get("peak")).remove("leaderLogE");
    ((ObjectNode) judgement.get("policy"))
        .remove(List.of("toleratedErrors", "latency", "refusals", "promotion", "budget"));

    Judgement read = RolloutDocument.read(document.toString()).evidence().judgement();

    assertThat(read.split()).isEqualTo(ROLLOUT.evidence().judgement().split());
    assertThat(read.policy()).isEqualTo(JudgePolicy.defaults());
    assertThat(read.logE(Metric.REFUSALS)).isEqualTo(Double.NEGATIVE_INFINITY);
    Answers refusing = Answers.of(0, 500, 0);
    assertThat(read.routed(.1, refusing, Answers.of(4_500, 0, 0)).verdict())
        .isInstanceOf(Verdict.KeepLooking.class);
    assertThat(read.routed(.1, Answers.of(0, 0, 9), Answers.of(90, 0, 0)).verdict())
        .isInstanceOf(Verdict.Worse.class);
  }

  @Test
  void findingsOfAnOlderVersionHaveNoEvidenceAndItsReleasesMigrateAsBefore() {
    Finding damaged = Finding.blocker("ArtifactInvalid", "damaged", "build it again");
    ObjectNode document = tree(ROLLOUT.withFindings(List.of(damaged)));
    ((ObjectNode) document.get("findings").get(0)).remove("evidence");
    ((ObjectNode) document.get("policy")).remove("verification");
    ((ObjectNode) document.get("candidate")).remove("migratesItself");
    Rollout read = RolloutDocument.read(document.toString());
    assertThat(read.candidate().migratesItself()).isFalse();
    assertThat(read.findings()).containsExactly(damaged);
    assertThat(read.policy().verification()).isEqualTo(VerificationPolicy.applying());
  }

  @Test
  void whatWasWithheldComesBack() {
    Rollout rollout =
        ROLLOUT.withholding("rolled back", Cause.of("ProbeFailed", "readiness"), Scene.NOON);

    assertThat(RolloutDocument.read(RolloutDocument.write(rollout))).isEqualTo(rollout);
    assertThat(rollout.withheld()).hasSize(1);
    assertThat(rollout.withholding("rolled back", Cause.of("ProbeFailed", "again"), Scene.NOON))
        .isEqualTo(rollout);
  }

  private static ObjectNode tree(Rollout rollout) {
    return (ObjectNode) JsonMapper.shared().readTree(RolloutDocument.write(rollout));
  }

  private static Rollout with(ReleasePolicy policy) {
    return new Rollout(
        ROLLOUT.candidate(),
        ROLLOUT.stable(),
        policy,
        ROLLOUT.undo(),
        ROLLOUT.startedBy(),
        ROLLOUT.reason(),
        ROLLOUT.startedAt(),
        ROLLOUT.state(),
        ROLLOUT.stateSince(),
        ROLLOUT.breachAt(),
        ROLLOUT.evidence(),
        ROLLOUT.findings(),
        ROLLOUT.withheld(),
        ROLLOUT.transitions(),
        ROLLOUT.version());
  }
}
