package dev.belay.controlplane.rollout;

import static dev.belay.controlplane.rollout.Scene.SHOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.rollout.ReleasePolicy.Strategy;
import dev.belay.controlplane.rollout.RolloutState.Baking;
import dev.belay.controlplane.rollout.RolloutState.Observing;
import dev.belay.controlplane.rollout.RolloutState.Promoted;
import dev.belay.controlplane.rollout.RolloutState.RolledBack;
import dev.belay.controlplane.traffic.Weight;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class StrategyTest {

  private static final RevisionId R2 = new RevisionId(SHOP, 2);

  private final World world = new World();

  @Test
  void blueGreenIsAllUpWithoutTrafficThenEverythingAtOnceWhileTheOldOneStaysWarm() {
    world.released().release(policy(Strategy.BLUE_GREEN));
    world.runUntil(Observing.class);
    assertThat(world.weights()).containsExactly("r1 100 %");
    assertThat(world.running()).containsExactlyInAnyOrder("r1", "r2");
    Instant since = world.rollout().stateSince();

    world.runUntil(Baking.class);
    assertThat(Duration.between(since, world.rollout().stateSince()))
        .isBetween(Duration.ofSeconds(5), Duration.ofSeconds(7));
    assertThat(world.weights()).containsExactly("r1 100 %", "r2 100 %");
    assertThat(world.running()).containsExactlyInAnyOrder("r1", "r2");

    world.runUntil(Promoted.class).runFor(Duration.ofSeconds(60));
    assertThat(world.running()).containsExactly("r2");
  }

  @Test
  void stableKeepsALittleWhileACanaryBakesAndNothingAfterwards() {
    world
        .released()
        .release(Scene.POLICY.withSafeguards(guards -> guards.withHoldback(Weight.percent(2))));
    world.runUntil(Baking.class);
    assertThat(world.weights()).last().isEqualTo("r2 98 %, r1 2 %");
    world.runUntil(Promoted.class).runFor(Duration.ofSeconds(60));
    assertThat(world.weights()).last().isEqualTo("r2 100 %");
    assertThat(world.running()).containsExactly("r2");
  }

  @Test
  void whatBreaksBeforeTheSwitchOfBlueGreenNeverServesAnyone() {
    world.released().release(policy(Strategy.BLUE_GREEN));
    world.runUntil(Observing.class);
    world.unready.add(R2);
    world.runUntil(RolledBack.class);
    assertThat(world.weights()).containsExactly("r1 100 %");
    assertThat(world.rollout().evidence().candidate().total()).isZero();
  }

  @Test
  void whatBreaksAfterTheSwitchOfBlueGreenGoesBackToTheWarmRevision() {
    world.failing.add(R2);
    world.released().release(policy(Strategy.BLUE_GREEN));
    world.runUntil(RolledBack.class);
    assertThat(world.weights()).containsExactly("r1 100 %", "r2 100 %", "r1 100 %");
  }

  @Test
  void allAtOnceWaitsForNothingButReadiness() {
    world.released().release(policy(Strategy.ALL_AT_ONCE));
    world.runUntil(Promoted.class);
    assertThat(world.path())
        .containsExactly("Migrating", "Starting", "Shifting", "Baking", "Promoted");
  }

  @Test
  void aStepTakesItsOwnTime() {
    world
        .released()
        .release(
            Scene.POLICY.withStepDurations(
                List.of(Duration.ofSeconds(20), Duration.ofSeconds(1), Duration.ZERO)));
    world.runUntil(Promoted.class);
    List<Rollout.Transition> moves = world.rollout().transitions();
    List<Instant> began =
        moves.stream().filter(m -> m.to().equals("Observing")).map(m -> m.at()).toList();
    List<Instant> ended =
        moves.stream().filter(m -> m.from().equals("Observing")).map(m -> m.at()).toList();
    assertThat(Duration.between(began.get(0), ended.get(0)))
        .isBetween(Duration.ofSeconds(20), Duration.ofSeconds(22));
    assertThat(Duration.between(began.get(1), ended.get(1))).isLessThan(Duration.ofSeconds(5));
  }

  @Test
  void refusesStepsThatAStrategyDoesNotHave() {
    assertThatThrownBy(() ->
            new ReleasePolicy(
                Strategy.BLUE_GREEN,
                Scene.POLICY.steps(),
                Duration.ZERO,
                0,
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                Duration.ofMinutes(1),
                0.001))
        .hasMessageContaining("blue-green");
    assertThatThrownBy(() -> Scene.POLICY.withStepDurations(List.of(Duration.ofSeconds(1))))
        .hasMessageContaining("3 steps but 1 durations");
  }

  private static ReleasePolicy policy(Strategy strategy) {
    ReleasePolicy like = Scene.POLICY;
    return new ReleasePolicy(
        strategy,
        ReleasePolicy.standardSteps(strategy),
        like.stepDuration(),
        like.minRequests(),
        like.maxDuration(),
        like.bake(),
        like.startTimeout(),
        like.alpha());
  }
}
