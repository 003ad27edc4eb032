package dev.belay.controlplane.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.rollout.Happening.What;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Thousands of things that go wrong. {@code -Dbelay.sim.seeds=10000} for more stories, {@code
 * -Dbelay.sim.seed=123} for one.
 */
class SimulationTest {

  private static final int SEEDS = Integer.getInteger("belay.sim.seeds", 2_000);
  private static final long ONE = Long.getLong("belay.sim.seed", 0);
  private static Simulations simulations;

  @BeforeAll
  static void simulate() {
    LongStream seeds = ONE == 0 ? LongStream.rangeClosed(1, SEEDS) : LongStream.of(ONE);
    simulations = Simulations.of(seeds);
    System.out.println("simulation: " + simulations.summary());
  }

  @Test
  void everyInvariantHoldsInEveryStory() {
    assertThat(simulations.failed()).withFailMessage(() -> simulations.violations()).isEmpty();
  }

  /** At most three standard errors more, were the judge as bad as it may be. */
  @Test
  void goodRevisionsAreNotTakenBackMoreOftenThanThePoliciesAllow() {
    double allowed = simulations.alphas();
    assertThat((double) simulations.falseRollbacks())
        .isLessThanOrEqualTo(allowed + 3 * Math.sqrt(allowed));
  }

  @Test
  void theStoriesComeThroughEveryStateAndEveryHold() {
    if (ONE != 0) {
      return;
    }
    List<String> all = Arrays.stream(RolloutState.Hold.values()).map(Enum::name).toList();
    assertThat(simulations.entered())
        .containsAll(all)
        .contains(
            "Migrating",
            "Starting",
            "Shifting",
            "Observing",
            "Baking",
            "Held",
            "RollingBack",
            "Stranded",
            "Promoted",
            "RolledBack",
            "Blocked",
            "Inconclusive");
    assertThat(simulations.happened())
        .containsAll(Arrays.stream(What.values()).map(Enum::name).toList());
  }

  @ParameterizedTest
  @ValueSource(longs = {3, 34, 58, 110, 170, 813, 1471, 2651})
  void theSameSeedIsTheSameStory(long seed) {
    Result once = Simulations.quiet(StoryTeller.tell(seed));
    Result again = Simulations.quiet(StoryTeller.tell(seed));
    assertThat(again.rollouts()).isEqualTo(once.rollouts());
    assertThat(again.steps()).isEqualTo(once.steps());
    assertThat(again.chronicle().fingerprint()).isEqualTo(once.chronicle().fingerprint());
  }
}
