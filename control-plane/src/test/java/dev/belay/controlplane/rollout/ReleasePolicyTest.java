package dev.belay.controlplane.rollout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.controlplane.rollout.ReleasePolicy.Strategy;
import dev.belay.controlplane.traffic.Weight;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReleasePolicyTest {

  @Test
  void theDefaultsWork() {
    assertThat(ReleasePolicy.canary().steps().getFirst()).isEqualTo(Weight.percent(1));
    assertThat(ReleasePolicy.proven(Duration.ofMinutes(1)).lastStep()).isZero();
  }

  @Test
  void saysAllThatCannotWorkAtOnce() {
    assertThatThrownBy(() -> policy(List.of(50, 20), -1, 0.5))
        .hasMessageContaining("the last step must be 100")
        .hasMessageContaining("ascend")
        .hasMessageContaining("minRequests")
        .hasMessageContaining("alpha");
  }

  @Test
  void refusesStepsThatNeedMoreTimeThanThereIs() {
    assertThatThrownBy(() ->
            new ReleasePolicy(
                Strategy.CANARY,
                List.of(Weight.percent(10), Weight.percent(50), Weight.ALL),
                Duration.ofSeconds(60),
                1,
                Duration.ofSeconds(100),
                Duration.ZERO,
                Duration.ofSeconds(60),
                0.001))
        .hasMessageContaining("maxDuration");
  }

  @Test
  void refusesNoStepsAtAll() {
    assertThatThrownBy(() -> policy(List.of(), 1, 0.001)).hasMessageContaining("1 to 20 steps");
  }

  private static ReleasePolicy policy(List<Integer> steps, long minRequests, double alpha) {
    return new ReleasePolicy(
        Strategy.CANARY,
        steps.stream().map(Weight::percent).toList(),
        Duration.ofSeconds(1),
        minRequests,
        Duration.ofSeconds(60),
        Duration.ofSeconds(1),
        Duration.ofSeconds(60),
        alpha);
  }
}
