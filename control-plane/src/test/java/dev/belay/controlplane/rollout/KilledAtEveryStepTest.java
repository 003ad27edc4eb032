package dev.belay.controlplane.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.rollout.ReleasePolicy.Strategy;
import dev.belay.controlplane.rollout.Truth.Nature;
import dev.belay.controlplane.traffic.Weight;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Wherever the control plane is killed, the next one comes to the same end. */
class KilledAtEveryStepTest {

  private static final ReleasePolicy POLICY =
      new ReleasePolicy(
              Strategy.CANARY,
              List.of(10, 50, 100).stream().map(Weight::percent).toList(),
              Duration.ofSeconds(2),
              50,
              Duration.ofSeconds(60),
              Duration.ofSeconds(3),
              Duration.ofSeconds(12),
              0.001)
          .withSafeguards(standard -> standard.withHarm(Scene.QUICKLY));

  @ParameterizedTest
  @EnumSource(
      value = Nature.class,
      names = {"SOME_ERRORS", "MIGRATION_HANGS"},
      mode = EnumSource.Mode.EXCLUDE)
  void theEndIsTheSame(Nature nature) {
    Story story = story(nature);
    Simulations.withoutLog(() -> {
      Result unharmed = Simulation.run(story);
      assertThat(unharmed.violation()).isNull();
      for (int step = 0; step < unharmed.steps(); step++) {
        Result killed = Simulation.killedAt(story, step);
        assertThat(killed.violation())
            .withFailMessage("killed at step %d: %s", step, killed.tell())
            .isNull();
        assertThat(end(killed))
            .withFailMessage("killed at step %d: %s", step, killed.tell())
            .isEqualTo(end(unharmed));
      }
      System.out.printf(
          "killed at each of %d steps with %s: %s%n", unharmed.steps(), nature, unharmed.ends());
    });
  }

  /** Which of several reasons is noticed first is a matter of milliseconds. */
  private static String end(Result result) {
    return result.rollouts().getLast().state().name();
  }

  private static Story story(Nature nature) {
    Duration from = Duration.ofSeconds(nature == Nature.CRASH_LOOP ? 1 : 3);
    var truth =
        new Truth(
            nature,
            nature == Nature.ALL_ERRORS ? Duration.ZERO : from,
            Duration.ofSeconds(6),
            0.5,
            Duration.ofSeconds(2));
    return new Story(
        8,
        nature == Nature.GOOD,
        false,
        POLICY,
        List.of(Truth.good(Duration.ofSeconds(1)), truth),
        1,
        1,
        200,
        0,
        0,
        0,
        Duration.ofMillis(500),
        Duration.ofMillis(900),
        List.of());
  }
}
