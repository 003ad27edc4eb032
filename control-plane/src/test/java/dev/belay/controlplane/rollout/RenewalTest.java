package dev.belay.controlplane.rollout;

import static dev.belay.controlplane.rollout.Scene.POLICY;
import static dev.belay.controlplane.rollout.Scene.SHOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.platform.Instance;
import dev.belay.controlplane.rollout.Renewal.State;
import dev.belay.controlplane.traffic.TrafficSplit.Backend;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Processes are replaced one behind the other, and nobody is missed meanwhile. */
class RenewalTest {

  private static final RevisionId R1 = new RevisionId(SHOP, 1);

  private final World world = new World();

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 20})
  void replacesAllAndKeepsAsManyReadyInTheRouteAsAreWanted(int instances) {
    released(instances);
    Map<String, Instant> before = started();
    world.renew();

    int least = instances == 20 ? 19 : instances;
    for (int looks = 0; !world.renewal().ended(); looks++) {
      assertThat(looks).isLessThan(2_000);
      world.look();
      assertThat(inRoute()).as("in the route").hasSizeGreaterThanOrEqualTo(least);
      assertThat(inRoute()).as("ready").allMatch(world.platform::isReady);
    }

    assertThat(world.renewal().state()).isEqualTo(State.DONE);
    settled(instances);
    assertThat(started()).hasSameSizeAs(before);
    assertThat(started()).allSatisfy((id, at) -> assertThat(at).isAfter(before.get(id)));
    assertThat(world.platform.observe(SHOP)).allMatch(each -> each.restarts() == 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void goesOnWhereAControlPlaneWasKilled(int instances) {
    for (int killedAt = 0; killedAt < 60; killedAt++) {
      World fresh = new World().instances(instances).released();
      fresh.runFor(Duration.ofSeconds(5));
      fresh.renew();
      for (int looks = 0; looks < killedAt; looks++) {
        fresh.look();
      }

      fresh.restart().runFor(Duration.ofSeconds(40));

      assertThat(fresh.renewal().state())
          .as("killed after %d looks", killedAt)
          .isEqualTo(State.DONE);
      assertThat(fresh.platform.observe(SHOP)).hasSize(instances);
    }
  }

  @Test
  void leavesTheOthersAloneWhenTheFirstEndsByItself() {
    released(3);
    Map<String, Instant> before = started();
    world.renew();
    while (before.get("shop-r1-0").equals(started().get("shop-r1-0"))) {
      world.look();
    }
    world.platform.crash("shop-r1-0", 1, "bad settings");

    runUntilEndedOr(Duration.ofSeconds(90));

    assertThat(world.renewal().state()).isEqualTo(State.FAILED);
    assertThat(world.renewal().failure()).contains("shop-r1-0 ended by itself");
    settled(3);
    assertThat(started())
        .containsEntry("shop-r1-1", before.get("shop-r1-1"))
        .containsEntry("shop-r1-2", before.get("shop-r1-2"));
  }

  @Test
  void givesUpWithoutHavingTouchedAnybodyWhenTheSpareIsNeverReady() {
    released(2);
    Map<String, Instant> before = started();
    world.renew();
    world.look();
    world.platform.never("shop-r1-2");

    runUntilEndedOr(Duration.ofSeconds(180));

    assertThat(world.renewal().state()).isEqualTo(State.FAILED);
    assertThat(world.renewal().failure()).contains("the spare instance");
    settled(2);
    assertThat(started()).isEqualTo(before);
  }

  @Test
  void keepsTheSpareAndTheOthersWhenAReplacedOneIsNeverReady() {
    released(2);
    Map<String, Instant> before = started();
    world.renew();
    while (world.renewal().current() == null) {
      world.look();
    }
    world.platform.never("shop-r1-0");

    world.runFor(Duration.ofSeconds(180));

    assertThat(world.renewal().state()).isEqualTo(State.SHRINKING);
    assertThat(world.renewal().failure()).contains("shop-r1-0 was not ready in time");
    assertThat(world.renewal().detail()).contains("the spare instance serves on");
    assertThat(started()).containsEntry("shop-r1-1", before.get("shop-r1-1"));
    assertThat(inRoute()).containsExactly("shop-r1-1", "shop-r1-2");

    world.platform.never(null);
    world.renew();
    runUntilEndedOr(Duration.ofSeconds(60));
    assertThat(world.renewal().state()).as("somebody tries again").isEqualTo(State.DONE);
  }

  @Test
  void beginsNoFurtherReplacementInAFreeze() {
    released(2);
    Map<String, Instant> before = started();
    world.renew();
    while (world.renewal().current() == null) {
      world.look();
    }
    world.freeze = "Everything is frozen by ann";
    world.runFor(Duration.ofSeconds(60));

    assertThat(started())
        .as("what was begun ended")
        .doesNotContainEntry("shop-r1-0", before.get("shop-r1-0"));
    assertThat(started()).containsEntry("shop-r1-1", before.get("shop-r1-1"));
    assertThat(world.renewal().detail()).contains("frozen by ann");

    world.freeze = null;
    runUntilEndedOr(Duration.ofSeconds(60));
    assertThat(world.renewal().state()).isEqualTo(State.DONE);
  }

  @Test
  void givesWayToARelease() {
    released(2);
    world.renew();
    world.runFor(Duration.ofSeconds(1));

    world.release(POLICY);
    world.runUntil(RolloutState.Promoted.class).runFor(Duration.ofSeconds(30));

    assertThat(world.renewal().failure()).contains("a release began");
    assertThat(world.renewal().ended()).isTrue();
    assertThat(world.running()).containsExactly("r2");
  }

  @Test
  void doesNothingWhileTheKillSwitchIsPulled() {
    released(1);
    Map<String, Instant> before = started();
    world.renew();
    world.stopped = true;

    world.runFor(Duration.ofSeconds(60));

    assertThat(started()).isEqualTo(before);
    assertThat(world.renewal().state()).isEqualTo(State.GROWING);
  }

  @Test
  void hasOneAtATime() {
    released(1);
    world.renew();

    assertThatThrownBy(world::renew).isInstanceOf(RestartRefusedException.class);
  }

  private void released(int instances) {
    world.instances(instances).released().runFor(Duration.ofSeconds(5));
    assertThat(inRoute()).hasSize(instances);
  }

  private void settled(int instances) {
    world.runFor(Duration.ofSeconds(5));
    assertThat(started()).hasSize(instances);
    assertThat(inRoute()).hasSize(instances);
  }

  private void runUntilEndedOr(Duration limit) {
    long turns = limit.dividedBy(Duration.ofMillis(200));
    for (long i = 0; i < turns && !world.renewal().ended(); i++) {
      world.look();
    }
  }

  private Map<String, Instant> started() {
    return world.platform.observe(SHOP).stream()
        .collect(Collectors.toMap(Instance::id, Instance::startedAt));
  }

  private List<String> inRoute() {
    return world.router.read(SHOP).split().backendsOf(R1).stream().map(Backend::instance).toList();
  }
}
