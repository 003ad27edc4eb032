package dev.belay.controlplane.rollout;

import static dev.belay.controlplane.rollout.Scene.CANDIDATE;
import static dev.belay.controlplane.rollout.Scene.SHOP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.rollout.RolloutState.Baking;
import dev.belay.controlplane.rollout.RolloutState.Observing;
import dev.belay.controlplane.rollout.RolloutState.Promoted;
import dev.belay.controlplane.rollout.RolloutState.RolledBack;
import dev.belay.controlplane.rollout.Safeguards.ControlPlaneLoss;
import dev.belay.controlplane.traffic.TrafficRouter.Routing;
import dev.belay.controlplane.traffic.TrafficSplit;
import dev.belay.controlplane.traffic.Weight;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a canary that no control plane watches, and of the one that comes back. */
class ControlPlaneLossTest {

  private static final ReleasePolicy POLICY =
      new ReleasePolicy(
              ReleasePolicy.Strategy.CANARY,
              List.of(10, 50, 100).stream().map(Weight::percent).toList(),
              Duration.ofSeconds(5),
              50,
              Duration.ofMinutes(10),
              Duration.ofSeconds(10),
              Duration.ofSeconds(90),
              0.001)
          .withSafeguards(standard -> standard.withHarm(Scene.QUICKLY));
  private static final Duration LONG = Limits.LEASE.plusSeconds(5);

  private final World world = new World();

  @BeforeEach
  void release() {
    world.released();
  }

  @Test
  void stableHasEverythingAfterAMinute() {
    world.release(POLICY);
    world.runUntil(Observing.class).unwatched(Limits.LEASE.dividedBy(2));
    assertThat(candidate()).isNotEqualTo(Weight.ZERO);

    world.unwatched(LONG);

    assertThat(routing().leaseExpired()).isTrue();
    assertThat(candidate()).isEqualTo(Weight.ZERO);
  }

  @Test
  void whoComesBackGoesOnAndComesToTheSameEnd() {
    world.release(POLICY);
    world.runUntil(Observing.class);
    Weight before = candidate();
    world.unwatched(LONG);

    world.restart().runFor(Duration.ofSeconds(2));

    // What was answered well meanwhile counts, so it may be further.
    assertThat(candidate()).isGreaterThanOrEqualTo(before);
    assertThat(routing().leaseExpired()).isFalse();
    world.runUntil(Promoted.class);
    assertThat(world.path()).doesNotContain("Held");
  }

  @Test
  void whoComesBackToABadRevisionTakesItBack() {
    world.release(POLICY);
    world.runUntil(Observing.class).unwatched(LONG);
    world.failing.add(CANDIDATE.id());

    world.restart().runUntil(RolledBack.class);

    assertThat(candidate()).isEqualTo(Weight.ZERO);
  }

  @Test
  void alsoTheLastStepIsTakenBackWhileStableStillRuns() {
    world.release(POLICY);
    world.runUntil(Baking.class);
    assertThat(candidate()).isEqualTo(Weight.ALL);

    world.unwatched(LONG);

    assertThat(candidate()).isEqualTo(Weight.ZERO);
    world.restart().runUntil(Promoted.class);
    assertThat(candidate()).isEqualTo(Weight.ALL);
  }

  @Test
  void nothingIsTakenBackWhereThePolicyHolds() {
    world.release(
        POLICY.withSafeguards(each -> each.withOnControlPlaneLoss(ControlPlaneLoss.HOLD)));
    world.runUntil(Observing.class);
    TrafficSplit before = routing().split();

    world.unwatched(Duration.ofHours(2));

    assertThat(routing()).isEqualTo(new Routing(before, routing().weightEpoch()));
  }

  @Test
  void nothingIsTakenBackWhileAControlPlaneIsThere() {
    world.requestsATurn(0).release(POLICY);
    world.runUntil(Observing.class).runFor(LONG);
    assertThat(routing().leaseExpired()).isFalse();
    assertThat(candidate()).isNotEqualTo(Weight.ZERO);
  }

  @Test
  void nothingIsTakenBackBecauseTheControlPlanesClockWasPutBack() {
    world.requestsATurn(0).release(POLICY);
    world.runUntil(Observing.class);
    world.skew = Duration.ofMinutes(-10);

    world.runFor(LONG);

    assertThat(routing().leaseExpired()).isFalse();
    assertThat(candidate()).isNotEqualTo(Weight.ZERO);
  }

  @Test
  void aPersonsKillSwitchKeepsWhatServesAlsoOverARestart() {
    world.release(POLICY);
    world.runUntil(Observing.class);
    TrafficSplit before = routing().split();
    world.stopped = true;

    world.runFor(LONG).restart().runFor(LONG);

    assertThat(routing().split()).isEqualTo(before);
  }

  @Test
  void aPromotedRevisionNeedsNobody() {
    world.release(POLICY);
    world.runUntil(Promoted.class).runFor(Duration.ofSeconds(2));

    world.unwatched(Duration.ofHours(2));

    assertThat(candidate()).isEqualTo(Weight.ALL);
    assertThat(routing().split().lease()).isNull();
  }

  private Routing routing() {
    return world.router.read(SHOP);
  }

  private Weight candidate() {
    return routing().split().weightOf(CANDIDATE.id());
  }
}
