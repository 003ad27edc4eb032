package dev.belay.controlplane.rollout;

import static dev.belay.controlplane.rollout.Scene.POLICY;
import static dev.belay.controlplane.rollout.Scene.SHOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.platform.Instance;
import dev.belay.controlplane.rollout.RolloutState.Held;
import dev.belay.controlplane.rollout.RolloutState.Hold;
import dev.belay.controlplane.rollout.RolloutState.Inconclusive;
import dev.belay.controlplane.rollout.RolloutState.Observing;
import dev.belay.controlplane.rollout.RolloutState.Promoted;
import dev.belay.controlplane.rollout.RolloutState.RolledBack;
import dev.belay.controlplane.rollout.Safeguards.AfterBake;
import dev.belay.controlplane.rollout.Safeguards.Mode;
import dev.belay.controlplane.traffic.TrafficSplit;
import dev.belay.controlplane.traffic.Weight;
import dev.belay.controlplane.verification.Finding;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModeTest {

  private static final RevisionId CANDIDATE = new RevisionId(SHOP, 2);
  private static final ReleasePolicy OBSERVE =
      POLICY.withSafeguards(safeguards -> safeguards.withMode(Mode.OBSERVE));
  private static final ReleasePolicy GATE =
      POLICY.withSafeguards(safeguards -> safeguards.withMode(Mode.GATE));

  private final World world = new World().released();

  @Test
  void observeChangesNothingWhateverHappens() {
    world.finding(Finding.blocker("ArtifactInvalid", "damaged", "build again"));
    List<Instance> platform = world.platform.observe(SHOP);
    int weights = world.weights().size();
    TrafficSplit split = world.router.read(SHOP).split();

    world.release(OBSERVE);
    world.runUntil(Inconclusive.class);
    world.runFor(Duration.ofMinutes(1));

    assertThat(world.platform.observe(SHOP)).isEqualTo(platform);
    assertThat(world.platform.runsOf(CANDIDATE)).isZero();
    assertThat(world.weights()).hasSize(weights);
    assertThat(world.router.read(SHOP).split()).isEqualTo(split);
    assertThat(world.rollout().withheld())
        .extracting(withheld -> withheld.action() + " " + withheld.cause().type())
        .containsExactly("blocked ArtifactInvalid");
  }

  @Test
  void observeSaysThatItWouldHaveGoneBackFromWhatSomeoneElseReleased() {
    world.release(OBSERVE);
    world.runFor(Duration.ofSeconds(1));
    // Someone else starts it and gives it traffic.
    world.platform.start(world.rollout().candidate(), world.store.takeOver());
    world.runUntil(Observing.class);
    world.router.apply(split(50), world.store.takeOver());
    world.runFor(Duration.ofSeconds(3));
    assertThat(world.rollout().withheld()).isEmpty();

    world.failing.add(CANDIDATE);
    world.runUntil(Inconclusive.class);

    assertThat(world.rollout().withheld())
        .extracting(withheld -> withheld.action() + " " + withheld.cause().type())
        .containsExactly("rolled back ErrorRegression");
    assertThat(world.router.read(SHOP).split()).isEqualTo(split(50));
    assertThat(((Inconclusive) world.state()).cause().summary())
        .startsWith("Mode observe: would have rolled back");
  }

  @Test
  void observeSaysThatItWouldHavePromoted() {
    world.release(OBSERVE);
    world.runFor(Duration.ofSeconds(1));
    world.platform.start(world.rollout().candidate(), world.store.takeOver());
    world.runUntil(Observing.class);
    world.router.apply(split(50), world.store.takeOver());

    world.runUntil(Inconclusive.class);

    assertThat(((Inconclusive) world.state()).cause().summary())
        .isEqualTo("Mode observe: would have promoted it");
  }

  @Test
  void observeKnowsOnlyOneCommand() {
    world.release(OBSERVE);
    world.runFor(Duration.ofSeconds(1));

    assertThatThrownBy(() -> world.command(Command.Verb.PROMOTE))
        .isInstanceOf(IllegalCommandException.class);
    assertThat(world.command(Command.Verb.ABORT).state()).isInstanceOf(Inconclusive.class);
  }

  @Test
  void gateBlocksButLeavesTheWayBackToPeople() {
    world.release(GATE);
    world.runUntil(Observing.class);
    world.failing.add(CANDIDATE);
    world.runUntil(Held.class);

    assertThat(((Held) world.state()).hold()).isEqualTo(Hold.LEFT_TO_PEOPLE);
    assertThat(world.rollout().withheld()).hasSize(1);
    world.runFor(Limits.HELD.plusMinutes(5));
    assertThat(world.state()).isInstanceOf(Held.class);
    assertThat(world.weights().getLast()).isEqualTo("r2 10 %, r1 90 %");

    world.command(Command.Verb.ABORT);
    world.runUntil(RolledBack.class);
  }

  @Test
  void aPromotedRevisionThatFailsIsToldOnce() {
    world.release(POLICY.withSafeguards(s -> s.withAfterBake(AfterBake.ROLLBACK)));
    world.runUntil(Promoted.class);
    world.unready.add(CANDIDATE);
    world.runFor(Duration.ofSeconds(20));

    assertThat(world.failedAfterBake)
        .singleElement()
        .satisfies(failed -> assertThat(failed.cause().type()).isEqualTo("ProbeFailed"));
  }

  @Test
  void aPulledKillSwitchStopsEverythingAndLosesNothing() {
    world.release(POLICY);
    world.runUntil(Observing.class);
    world.stopped = true;
    world.failing.add(CANDIDATE);
    int weights = world.weights().size();
    world.runFor(Duration.ofMinutes(10));
    assertThat(world.weights()).hasSize(weights);
    assertThat(world.state()).isInstanceOf(Observing.class);

    world.stopped = false;
    world.runUntil(RolledBack.class);
  }

  @Test
  void aFrozenRolloutGoesOnWhenTheFreezeEnds() {
    world.release(POLICY);
    world.runUntil(Observing.class);
    world.brakes = new Observation.Brakes("shop is frozen by ann", null);
    world.runFor(Limits.HELD.plusMinutes(1));
    assertThat(world.state())
        .isInstanceOfSatisfying(Held.class, held -> assertThat(held.hold()).isEqualTo(Hold.FROZEN));

    world.brakes = Observation.Brakes.OFF;
    world.runUntil(Promoted.class);
  }

  private TrafficSplit split(int percent) {
    List<TrafficSplit.Arm> arms =
        world.platform.observe(SHOP).stream()
            .map(instance ->
                new TrafficSplit.Arm(
                    instance.revision(),
                    Weight.percent(instance.revision().equals(CANDIDATE) ? percent : 100 - percent),
                    List.of(new TrafficSplit.Backend(instance.id(), instance.address()))))
            .toList();
    return new TrafficSplit(SHOP, arms);
  }
}
