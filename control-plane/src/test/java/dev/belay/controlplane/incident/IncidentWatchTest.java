package dev.belay.controlplane.incident;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.belay.controlplane.catalog.Digest;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceCatalog;
import dev.belay.controlplane.catalog.ServiceDefinition;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.catalog.Settings;
import dev.belay.controlplane.rollout.Cause;
import dev.belay.controlplane.rollout.InMemoryRolloutStore;
import dev.belay.controlplane.rollout.Rollout;
import dev.belay.controlplane.rollout.RolloutChanged;
import dev.belay.controlplane.rollout.RolloutState;
import dev.belay.controlplane.rollout.StoredRollout;
import dev.belay.controlplane.traffic.InMemoryRequestOutcomes;
import dev.belay.controlplane.traffic.InMemoryTrafficRouter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class IncidentWatchTest {

  private static final ServiceName SHOP = new ServiceName("shop");
  private static final Cause CRASH =
      new Cause(
          "CrashLoop",
          "shop-r2-0 ended by itself 2 times",
          Map.of(
              "instance", "shop-r2-0",
              "exitCode", "78",
              "lastLines",
                  "belay startup problem: {\"type\":\"MissingSetting\",\"settings\":[\"A_KEY\"]}"));

  private final ScriptedPlatform platform = new ScriptedPlatform();
  private final InMemoryIncidentStore store = new InMemoryIncidentStore();
  private final InMemoryRolloutStore rollouts = new InMemoryRolloutStore();
  private final InstanceCalls calls = new InstanceCalls();
  private IncidentWatch watch = watch();

  private IncidentWatch watch() {
    var failures = new FailedRequests();
    return new IncidentWatch(
        new ServiceCatalog(
            List.of(new ServiceDefinition(SHOP, URI.create("http://127.0.0.1:1"), null, 1))),
        rollouts,
        store,
        new Collector(platform, calls, failures),
        failures,
        new InMemoryRequestOutcomes(new InMemoryTrafficRouter(), Clock.systemUTC()),
        Clock.systemUTC());
  }

  @AfterEach
  void stop() {
    platform.hanging.countDown();
    watch.stop();
    calls.close();
  }

  private static Revision revision(int number) {
    return new Revision(
        new RevisionId(SHOP, number),
        Path.of("/shop.jar"),
        new Digest("ab".repeat(32)),
        Settings.none(),
        1);
  }

  private static Rollout rollout(int number, RolloutState state) {
    return StoredRollout.in(state, revision(number), revision(1));
  }

  private static RolloutState rolledBack(Cause cause) {
    return new RolloutState.RolledBack(cause, StoredRollout.NOON, StoredRollout.NOON);
  }

  private IncidentReport reportOf(int number) {
    var id = new RevisionId(SHOP, number);
    await().atMost(Duration.ofSeconds(30)).until(() -> !watch.isCollecting(id));
    return store.find(id).orElseThrow();
  }

  private void tell(Rollout rollout) {
    watch.changed(new RolloutChanged(rollout));
  }

  @Test
  void explainsARolloutThatGoesBack() {
    tell(rollout(2, StoredRollout.goingBack(CRASH)));

    IncidentReport report = reportOf(2);
    assertThat(report.cause()).isEqualTo("MissingSetting");
    assertThat(report.causeDetail()).containsEntry("settings", "A_KEY");
  }

  @Test
  void neverHoldsUpWhoeverTellsOfAChange() {
    platform.hanging = new CountDownLatch(1);

    // More than can be worked on and wait together: each call must come back all the same.
    for (int number = 2; number < IncidentWatch.THREADS + IncidentWatch.QUEUED + 10; number++) {
      tell(rollout(number, StoredRollout.goingBack(CRASH)));
    }

    var incidents = new Incidents(store, watch);
    assertThatThrownBy(() -> incidents.of(rollout(2, StoredRollout.goingBack(CRASH))))
        .isInstanceOfSatisfying(
            NoIncidentException.class, none -> assertThat(none.isBeingCollected()).isTrue());
    assertThat(watch.isCollecting(new RevisionId(SHOP, 112))).as("turned away").isFalse();
  }

  @Test
  void collectsOnceForARolloutThatGoesOnChanging() {
    tell(rollout(2, StoredRollout.goingBack(CRASH)));
    reportOf(2);
    int looks = platform.observed.get();

    tell(rollout(2, StoredRollout.goingBack(CRASH)));
    tell(rollout(2, rolledBack(CRASH)));

    assertThat(watch.isCollecting(new RevisionId(SHOP, 2))).isFalse();
    assertThat(platform.observed.get()).isEqualTo(looks);
  }

  @Test
  void looksAgainWhenARolloutThatWaitedGoesBack() {
    tell(rollout(2, StoredRollout.held(RolloutState.Hold.SHARED_CAUSE)));
    assertThat(reportOf(2).cause()).isEqualTo("Unknown");

    tell(rollout(2, StoredRollout.goingBack(CRASH)));

    assertThat(reportOf(2).cause()).isEqualTo("MissingSetting");
    tell(rollout(2, StoredRollout.held(RolloutState.Hold.SHARED_CAUSE)));
    assertThat(reportOf(2).cause()).isEqualTo("MissingSetting");
  }

  @Test
  void seesNoIncidentWhereNothingFailed() {
    Cause aborted = new Cause(Cause.ABORTED, "abort by someone", Map.of());
    tell(rollout(2, StoredRollout.goingBack(aborted)));
    tell(rollout(3, StoredRollout.held(RolloutState.Hold.PAUSED)));
    tell(rollout(4, new RolloutState.Promoted(StoredRollout.NOON)));

    var incidents = new Incidents(store, watch);
    for (int number = 2; number <= 4; number++) {
      Rollout rollout = rollout(number, new RolloutState.Promoted(StoredRollout.NOON));
      assertThatThrownBy(() -> incidents.of(rollout))
          .isInstanceOfSatisfying(
              NoIncidentException.class, none -> assertThat(none.isBeingCollected()).isFalse());
    }
  }

  @Test
  void atStartMakesAReportFromWhatIsStoredAndSaysThatItIsIncomplete() {
    rollouts.create(SHOP, id -> rollout(id.number(), rolledBack(CRASH)));

    watch.start();

    IncidentReport report = reportOf(1);
    assertThat(report.cause()).isEqualTo("MissingSetting");
    assertThat(report.complete()).isFalse();
    assertThat(report.missing()).anyMatch(each -> each.contains("both revisions"));
  }

  @Test
  void atStartABlockedRolloutLacksNothing() {
    var refused = new Cause("ArtifactInvalid", "it is no jar", Map.of());
    rollouts.create(
        SHOP, id -> rollout(id.number(), new RolloutState.Blocked(refused, StoredRollout.NOON)));

    watch.start();

    assertThat(reportOf(1).cause()).isEqualTo("ArtifactInvalid");
    assertThat(reportOf(1).complete()).isTrue();
  }

  @Test
  void aCollectionThatWasCutOffIsMadeUpForByTheNextControlPlane() {
    platform.hanging = new CountDownLatch(1);
    Rollout goingBack =
        rollouts.create(SHOP, id -> rollout(id.number(), StoredRollout.goingBack(CRASH)));
    tell(goingBack);
    await().until(() -> platform.observed.get() == 1);
    watch.stop();
    await().until(() -> !watch.isCollecting(goingBack.id()));
    assertThat(store.find(goingBack.id())).isEmpty();

    platform.hanging.countDown();
    watch = watch();
    watch.start();

    assertThat(reportOf(1).cause()).isEqualTo("MissingSetting");
  }

  @Test
  void aRolloutThatHasItsReportIsLeftAloneAtStart() {
    rollouts.create(SHOP, id -> rollout(id.number(), rolledBack(CRASH)));
    watch.start();
    IncidentReport before = reportOf(1);
    watch.stop();

    watch = watch();
    watch.start();

    assertThat(watch.isCollecting(new RevisionId(SHOP, 1))).isFalse();
    assertThat(reportOf(1)).isEqualTo(before);
  }
}
