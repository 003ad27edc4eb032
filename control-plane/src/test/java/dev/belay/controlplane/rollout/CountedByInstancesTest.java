package dev.belay.controlplane.rollout;

import static dev.belay.controlplane.rollout.Scene.CANDIDATE;
import static dev.belay.controlplane.rollout.Scene.NOON;
import static dev.belay.controlplane.rollout.Scene.POLICY;
import static dev.belay.controlplane.rollout.Scene.SHOP;
import static dev.belay.controlplane.rollout.Scene.STABLE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.analysis.Metric;
import dev.belay.controlplane.analysis.Verdict;
import dev.belay.controlplane.telemetry.FollowedInstances;
import dev.belay.controlplane.traffic.Weight;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The judge, fed with what instances say of themselves. */
class CountedByInstancesTest {

  private final FollowedInstances instances = new FollowedInstances(SHOP, Duration.ofSeconds(2));
  private Evidence evidence = Evidence.open(POLICY, true);

  @AfterEach
  void close() {
    instances.close();
  }

  @Test
  void findsACandidateThatAnswersOnly5xx() {
    canary();
    for (int i = 0; i < 20; i++) {
      instances.answered(STABLE.id(), "200", 9);
      instances.answered(CANDIDATE.id(), "503", 1);
      look();
    }
    assertThat(evidence.judgement().verdict())
        .isInstanceOfSatisfying(
            Verdict.Worse.class, worse -> assertThat(worse.metric()).isEqualTo(Metric.ERRORS));
    assertThat(evidence.candidate()).isEqualTo(new Totals(0, 0, 20, 0));
    assertThat(evidence.stable()).isEqualTo(new Totals(180, 0, 0, 0));
  }

  @Test
  void findsNothingWhereBothFailAlike() {
    canary();
    for (int i = 0; i < 20; i++) {
      instances.answered(STABLE.id(), "503", 9);
      instances.answered(CANDIDATE.id(), "503", 1);
      look();
    }
    assertThat(evidence.judgement().verdict()).isNotInstanceOf(Verdict.Worse.class);
  }

  private void canary() {
    instances.answered(STABLE.id(), "200", 100_000);
    instances.route(Map.of(STABLE.id(), Weight.ALL));
    look();
    instances.route(Map.of(STABLE.id(), Weight.percent(90), CANDIDATE.id(), Weight.percent(10)));
    look();
  }

  private void look() {
    instances.round();
    evidence = evidence.fold(instances.read(), CANDIDATE.id(), STABLE, NOON);
  }
}
