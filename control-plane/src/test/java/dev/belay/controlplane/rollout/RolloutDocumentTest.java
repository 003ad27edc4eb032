package dev.belay.controlplane.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.probe.ProbePlan;
import dev.belay.controlplane.probe.ProbeSpec;
import dev.belay.controlplane.rollout.Safeguards.AfterBake;
import dev.belay.controlplane.rollout.Safeguards.ControlPlaneLoss;
import dev.belay.controlplane.rollout.Safeguards.Flapping;
import dev.belay.controlplane.rollout.Safeguards.Mode;
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
    assertThat(RolloutDocument.read(document.toString())).isEqualTo(ROLLOUT);
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
