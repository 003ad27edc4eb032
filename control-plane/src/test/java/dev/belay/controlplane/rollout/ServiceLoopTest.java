package dev.belay.controlplane.rollout;

import static dev.belay.controlplane.rollout.Scene.POLICY;
import static dev.belay.controlplane.rollout.Scene.SHOP;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.platform.InMemoryPlatform.Behaviour;
import dev.belay.controlplane.platform.RunResult;
import dev.belay.controlplane.rollout.RolloutState.Blocked;
import dev.belay.controlplane.rollout.RolloutState.Held;
import dev.belay.controlplane.rollout.RolloutState.Observing;
import dev.belay.controlplane.rollout.RolloutState.Promoted;
import dev.belay.controlplane.rollout.RolloutState.RolledBack;
import dev.belay.controlplane.rollout.RolloutState.Starting;
import dev.belay.controlplane.rollout.RolloutState.Stranded;
import dev.belay.controlplane.traffic.TrafficSplit;
import dev.belay.controlplane.traffic.Weight;
import dev.belay.controlplane.verification.Finding;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class ServiceLoopTest {

  private static final RevisionId R2 = new RevisionId(SHOP, 2);

  private final World world = new World();

  @Test
  void theFirstReleaseTakesAllTrafficAtOnce() {
    world.released();
    assertThat(world.state()).isInstanceOf(Promoted.class);
    assertThat(world.weights()).containsExactly("r1 100 %");
  }

  @Test
  void aGoodRevisionClimbsTheStepsAndReplacesTheOldOne() {
    world.released().release(POLICY);
    world.runUntil(Promoted.class).runFor(Duration.ofSeconds(60));
    assertThat(world.path())
        .containsExactly(
            "Migrating",
            "Starting",
            "Shifting",
            "Observing",
            "Shifting",
            "Observing",
            "Shifting",
            "Baking",
            "Promoted");
    assertThat(world.weights())
        .containsExactly("r1 100 %", "r2 10 %, r1 90 %", "r2 50 %, r1 50 %", "r2 100 %");
    assertThat(world.running()).containsExactly("r2");
  }

  @Test
  void aRevisionWhoseAnswersAreErrorsIsTakenBackAtTheFirstStep() {
    world.failing.add(R2);
    world.released().release(POLICY);
    world.runUntil(RolledBack.class).runFor(Duration.ofSeconds(60));
    assertThat(world.weights()).containsExactly("r1 100 %", "r2 10 %, r1 90 %", "r1 100 %");
    assertThat(world.rollout().evidence().candidate().errors()).isLessThanOrEqualTo(6);
    assertThat(((RolledBack) world.state()).cause().type()).isEqualTo("ServiceDown");
    assertThat(world.running()).containsExactly("r1");
  }

  @Test
  void aRevisionThatLosesItsReadinessIsTakenBack() {
    world.released().release(POLICY);
    world.runUntil(Observing.class).unready.add(R2);
    world.runUntil(RolledBack.class);
    assertThat(((RolledBack) world.state()).cause().type()).isEqualTo("ProbeFailed");
  }

  @Test
  void aRevisionThatNeverBecomesReadyGetsNoRequest() {
    world.released();
    world.platform.script(R2, Behaviour.neverReady());
    world.release(POLICY);
    world.runUntil(RolledBack.class);
    assertThat(world.weights()).containsExactly("r1 100 %");
    assertThat(((RolledBack) world.state()).cause().type()).isEqualTo("NeverReady");
  }

  @Test
  void whoeverIsSucceededSaysSoOnceAndChangesNothing() {
    world.released().release(POLICY);
    world.runUntil(Observing.class);
    Rollout before = world.store.newest(SHOP, 1).getFirst();
    var log = (Logger) LoggerFactory.getLogger(ServiceLoop.class);
    var told = new ListAppender<ILoggingEvent>();
    told.start();
    log.addAppender(told);
    try {
      world.store.another().takeOver();
      world.runFor(Duration.ofSeconds(20));
    } finally {
      log.detachAppender(told);
    }
    assertThat(told.list)
        .filteredOn(event -> event.getLevel() == Level.ERROR)
        .singleElement()
        .extracting(ILoggingEvent::getFormattedMessage)
        .asString()
        .contains("another control plane acts");
    assertThat(world.store.newest(SHOP, 1)).containsExactly(before);
  }

  @Test
  void aBlockedRevisionIsNeverStarted() {
    world.released().finding(Finding.blocker("ArtifactInvalid", "damaged", "build again"));
    world.release(POLICY);
    world.runUntil(Blocked.class);
    assertThat(world.running()).containsExactly("r1");
  }

  @Test
  void aFailedMigrationStartsNothing() {
    world.released();
    world.platform.scriptRun(R2, new RunResult.Failed(1, "ERROR: relation exists"));
    world.release(POLICY);
    world.runUntil(Blocked.class);
    assertThat(world.running()).containsExactly("r1");
  }

  @Test
  void whatWasAppliedIsOnTheRecordAndStaysWhenTheRevisionIsTakenBack() {
    world.failing.add(R2);
    world.released();
    RevisionId r1 = new RevisionId(SHOP, 1);
    int before = world.platform.runsOf(r1);
    world.platform.scriptRun(
        R2,
        new RunResult.Succeeded(
            Duration.ofSeconds(1),
            "{\"applied\":[{\"version\":\"7\",\"script\":\"V7__a.sql\"},{\"script\":\"R__views.sql\"}]}"));
    world.release(POLICY);
    world.runUntil(RolledBack.class).runFor(Duration.ofSeconds(60));

    assertThat(world.rollout().findings())
        .singleElement()
        .satisfies(finding -> {
          assertThat(finding.rule()).isEqualTo("MigrationsApplied");
          assertThat(finding.evidence()).containsEntry("versions", "V7, R__views.sql");
        });
    assertThat(world.platform.runsOf(R2)).as("the one that migrated").isOne();
    assertThat(world.platform.runsOf(r1)).as("nothing is un-applied").isEqualTo(before);
  }

  @Test
  void withoutTrafficItIsHeldAndNotPromoted() {
    world.released().requestsATurn(0).release(POLICY);
    world.runUntil(Held.class);
    assertThat(((Held) world.state()).detail()).contains("NotEnoughTraffic");
    world.requestsATurn(20).runUntil(Promoted.class);
  }

  @Test
  void aRestartAtEverySecondTurnEndsTheSame() {
    world.released().release(POLICY);
    while (!world.rollout().ended()) {
      world.restart().runFor(Duration.ofMillis(400));
    }
    assertThat(world.state()).isInstanceOf(Promoted.class);
    assertThat(world.weights())
        .containsExactly("r1 100 %", "r2 10 %, r1 90 %", "r2 50 %, r1 50 %", "r2 100 %");
  }

  @Test
  void aRouterThatDoesNotObeyStrandsTheWayBackUntilItDoes() {
    world.released().release(POLICY);
    world.runUntil(Observing.class).unready.add(R2);
    world.router.deaf(true);
    world.runUntil(Stranded.class);
    world.router.deaf(false);
    world.runUntil(RolledBack.class);
    assertThat(world.router.read(SHOP).split().weightOf(R2)).isEqualTo(Weight.ZERO);
  }

  @Test
  void aSourceOfCountsThatStartsAgainLosesNothingButTime() {
    world.released().release(POLICY);
    world.runUntil(Observing.class);
    world.outcomes.reboot();
    world.runUntil(Promoted.class);
  }

  @Test
  void anUnreachablePlatformIsNoReasonToGoBack() {
    world.released().release(POLICY);
    world.runUntil(Observing.class);
    world.platform.unreachable(true);
    world.runFor(Duration.ofSeconds(3));
    assertThat(world.rollout().ended()).isFalse();
    world.platform.unreachable(false);
    world.runUntil(Promoted.class);
  }

  @Test
  void aChangeFromOutsideIsRespectedUntilSomeoneResumes() {
    world.released().release(POLICY);
    world.runUntil(Observing.class);
    TrafficSplit theirs =
        new TrafficSplit(
            SHOP,
            world.router.read(SHOP).split().arms().stream()
                .map(
                    arm -> new TrafficSplit.Arm(arm.revision(), Weight.percent(50), arm.backends()))
                .toList());
    world.router.changeFromOutside(theirs);
    world.runUntil(Held.class).runFor(Duration.ofSeconds(5));
    assertThat(world.router.read(SHOP).split()).isEqualTo(theirs);
    world.command(Command.Verb.RESUME);
    world.runUntil(Promoted.class);
  }

  @Test
  void pauseKeepsTheWeightsAndAbortTakesThemBack() {
    world.released().release(POLICY);
    world.runUntil(Observing.class);
    world.command(Command.Verb.PAUSE);
    world.runFor(Duration.ofSeconds(30));
    assertThat(world.router.read(SHOP).split().weightOf(R2)).isEqualTo(Weight.percent(10));
    world.command(Command.Verb.ABORT);
    world.runUntil(RolledBack.class);
    assertThat(((RolledBack) world.state()).cause().type()).isEqualTo(Cause.ABORTED);
  }

  @Test
  void aControlPlaneThatWasReplacedStopsActing() {
    world.released().release(POLICY);
    world.runUntil(Starting.class);
    world.store.takeOver();
    world.router.apply(world.router.read(SHOP).split(), world.store.takeOver());
    world.runFor(Duration.ofSeconds(5));
    assertThat(world.weights()).containsExactly("r1 100 %");
  }
}
