package dev.belay.controlplane.rollout;

import static dev.belay.controlplane.rollout.Scene.POLICY;
import static dev.belay.controlplane.rollout.Scene.SHOP;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.platform.InMemoryPlatform.Behaviour;
import dev.belay.controlplane.rollout.RolloutState.Baking;
import dev.belay.controlplane.rollout.RolloutState.Observing;
import dev.belay.controlplane.rollout.RolloutState.Promoted;
import dev.belay.controlplane.rollout.RolloutState.RolledBack;
import dev.belay.controlplane.traffic.TrafficSplit;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that is lost once is not a bad revision; one that is lost again and again is. */
class LostProcessTest {

  private static final RevisionId CANDIDATE = new RevisionId(SHOP, 2);

  private final World world = new World().released();

  @ParameterizedTest
  @ValueSource(classes = {Observing.class, Baking.class})
  void theCandidatesShareGoesToStableUntilItsProcessIsBack(Class<? extends RolloutState> state) {
    world.release(POLICY);
    world.runUntil(state);
    world.platform.crash("shop-r2-0", 137, "");

    world.runFor(Duration.ofMillis(400));
    assertThat(world.weights().getLast()).isEqualTo("r1 100 %");
    assertThat(world.state()).isInstanceOf(state);

    world.runUntil(Promoted.class);
    assertThat(world.path()).doesNotContain("Held");
    assertThat(world.weights())
        .contains("r2 10 %, r1 90 %", "r2 50 %, r1 50 %")
        .endsWith("r2 100 %");
  }

  @Test
  void stablesShareGoesToTheCandidateUntilItsProcessIsBack() {
    world.release(POLICY);
    world.runUntil(Observing.class);
    world.platform.crash("shop-r1-0", 137, "");

    world.runFor(Duration.ofMillis(400));
    assertThat(world.weights().getLast()).isEqualTo("r2 100 %");

    world.runFor(Duration.ofSeconds(4));
    assertThat(world.weights().getLast()).isEqualTo("r2 10 %, r1 90 %");
    world.runUntil(Promoted.class);
  }

  @Test
  void itIsDivertedBackAlsoByAControlPlaneThatDidNotSeeItHappen() {
    world.release(POLICY);
    world.runUntil(Observing.class);
    world.platform.crash("shop-r2-0", 137, "");
    world.runFor(Duration.ofMillis(400));

    world.restart().runUntil(Promoted.class);

    assertThat(world.path()).doesNotContain("Held");
  }

  @Test
  void theShareOfALostProcessGoesToTheOtherAlsoWhileSomeoneHasPaused() {
    world.release(POLICY);
    world.runUntil(Observing.class);
    world.command(Command.Verb.PAUSE);
    world.platform.crash("shop-r1-0", 137, "");
    world.runFor(Duration.ofMillis(400));
    assertThat(world.weights().getLast()).isEqualTo("r2 100 %");

    world.runFor(Duration.ofSeconds(4));
    assertThat(world.weights().getLast()).isEqualTo("r2 10 %, r1 90 %");
    world.command(Command.Verb.RESUME);
    world.runUntil(Promoted.class);
  }

  @Test
  void stablesRouteIsTendedWhileTheCandidateStarts() {
    var two = new World().instances(2).released();
    two.platform.script(CANDIDATE, Behaviour.readyAfter(Duration.ofSeconds(60)));
    two.platform.crash("shop-r1-0", 137, "");
    two.runFor(Duration.ofMillis(400)).release(POLICY);
    two.runFor(Duration.ofSeconds(5));
    two.platform.crash("shop-r1-1", 137, "");
    two.runFor(Duration.ofMillis(400));

    assertThat(two.state()).isInstanceOf(RolloutState.Starting.class);
    assertThat(two.router.read(SHOP).split().arms().getFirst().backends())
        .extracting(TrafficSplit.Backend::instance)
        .containsExactly("shop-r1-0");
  }

  @Test
  void aDetourThatOutlastsTheTimeOfTheStepsIsHeld() {
    world.release(POLICY);
    world.runUntil(Observing.class);
    world.platform.script(new RevisionId(SHOP, 1), Behaviour.neverReady());
    world.platform.crash("shop-r1-0", 137, "");

    world.runUntil(RolloutState.Held.class);

    assertThat(((RolloutState.Held) world.state()).hold())
        .isEqualTo(RolloutState.Hold.ROUTE_NOT_HONOURED);
    assertThat(world.weights().getLast()).isEqualTo("r2 100 %");

    world.platform.script(new RevisionId(SHOP, 1), Behaviour.serves());
    world.runUntil(Promoted.class);
  }

  @Test
  void someoneElsesWeightsAreStillRespectedAfterADiversion() {
    world.release(POLICY);
    world.runUntil(Observing.class);
    world.platform.crash("shop-r2-0", 137, "");
    world.runFor(Duration.ofSeconds(4));
    assertThat(world.weights().getLast()).isEqualTo("r2 10 %, r1 90 %");

    world.router.apply(Scene.routing(70).split(), world.store.takeOver());
    world.runFor(Duration.ofMillis(400));

    assertThat(world.state())
        .isInstanceOfSatisfying(
            RolloutState.Held.class,
            held -> assertThat(held.hold()).isEqualTo(RolloutState.Hold.FOREIGN_CHANGE));
  }

  @Test
  void theSecondEndIsALoopAndIsDecidedAtOnce() {
    world.release(POLICY);
    world.platform.script(CANDIDATE, Behaviour.crashes(Duration.ofSeconds(4), 7, "boom"));
    world.runUntil(RolledBack.class);

    Cause cause = ((RolledBack) world.state()).cause();
    assertThat(cause.type()).isEqualTo("CrashLoop");
    assertThat(cause.detail()).containsEntry("exitCode", "7").containsEntry("lastLines", "boom");
    assertThat(cause.summary()).contains("ended by itself 2 times");
  }

  @Test
  void aProcessThatDoesNotComeBackIsGivenTheTimeOfAStart() {
    world.release(POLICY);
    world.runUntil(Observing.class);
    world.platform.script(CANDIDATE, Behaviour.neverReady());
    world.platform.crash("shop-r2-0", 137, "");

    world.runUntil(RolledBack.class);

    assertThat(((RolledBack) world.state()).cause().type()).isEqualTo("NeverReady");
    assertThat(world.rollout().breachAt())
        .isBefore(world.rollout().startedAt().plus(POLICY.startTimeout()).plusSeconds(20));
  }
}
