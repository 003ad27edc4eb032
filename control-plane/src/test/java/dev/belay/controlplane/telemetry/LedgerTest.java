package dev.belay.controlplane.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.telemetry.Round.Process;
import dev.belay.controlplane.traffic.RequestOutcomes.Counts;
import dev.belay.controlplane.traffic.RequestOutcomes.Timing;
import dev.belay.controlplane.traffic.TrafficRouter.Routing;
import dev.belay.controlplane.traffic.TrafficSplit;
import dev.belay.controlplane.traffic.TrafficSplit.Arm;
import dev.belay.controlplane.traffic.TrafficSplit.Backend;
import dev.belay.controlplane.traffic.Weight;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LedgerTest {

  private static final ServiceName SHOP = new ServiceName("shop");
  private static final RevisionId R1 = new RevisionId(SHOP, 1);
  private static final RevisionId R2 = new RevisionId(SHOP, 2);
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final Process OLD = new Process("r1-0", R1, NOON);
  private static final Process OTHER = new Process("r1-1", R1, NOON);
  private static final Process NEW = new Process("r2-0", R2, NOON);

  private final Map<Process, Reading> told = new HashMap<>();
  private final Set<Process> running = new HashSet<>();
  private Ledger ledger = Ledger.EMPTY;
  private Routing routing = routing(1, 100, OLD, OTHER);

  @Test
  void whatWasCountedBeforeItBeganIsOnlyTheLine() {
    says(OLD, 1_000, 50, 5);
    round();
    assertThat(ledger.counts()).isEmpty();

    says(OLD, 1_010, 51, 6);
    round();
    assertThat(ledger.counts()).containsExactly(alone(R1, 1, 10, 1, 1));
  }

  @Test
  void aRoundInWhichNothingHappenedAddsNothing() {
    says(OLD, 10, 0, 0);
    round();
    says(OLD, 12, 0, 0);
    round();
    Ledger before = ledger;
    round();
    round();
    assertThat(ledger.counts()).isEqualTo(before.counts());
  }

  @Test
  void aGapIsBridgedWithNothingLostAndNothingTwice() {
    says(OLD, 10, 0, 0);
    round();
    says(OLD, 12, 0, 0);
    round();
    silent(OLD);
    round();
    round();
    assertThat(ledger.counts()).containsExactly(alone(R1, 1, 2, 0, 0));

    says(OLD, 30, 0, 4);
    round();
    assertThat(ledger.counts()).containsExactly(alone(R1, 1, 20, 0, 4));
  }

  @Test
  void noArmGoesAheadWhileAnotherIsSilent() {
    says(OLD, 0, 0, 0);
    says(NEW, 0, 0, 0);
    routing = routing(2, 90, OLD, NEW);
    round();
    says(OLD, 100, 0, 0);
    silent(NEW);
    round();
    assertThat(ledger.counts()).isEmpty();

    says(OLD, 200, 0, 0);
    says(NEW, 0, 0, 9);
    round();
    assertThat(ledger.counts())
        .containsExactlyInAnyOrder(beside(R1, 2, 90, 200, 0, 0), beside(R2, 2, 10, 0, 0, 9));
  }

  @Test
  void aProcessThatWasStartedAgainCountsFromZero() {
    says(OLD, 100, 0, 0);
    round();
    says(OLD, 110, 0, 0);
    round();
    gone(OLD);
    says(new Process("r1-0", R1, NOON.plusSeconds(60)), 7, 0, 1);
    round();
    assertThat(ledger.counts()).containsExactly(alone(R1, 1, 17, 0, 1));
  }

  @Test
  void aCounterThatWentBackCountsFromZero() {
    says(OLD, 100, 0, 3);
    round();
    says(OLD, 110, 0, 3);
    round();
    says(OLD, 4, 0, 1);
    round();
    assertThat(ledger.counts()).containsExactly(alone(R1, 1, 14, 0, 1));
  }

  @Test
  void aProcessThatTellsAnotherStartCountsFromZeroThoughItsCountIsHigher() {
    says(OLD, 1_000, 100, 0, 0);
    round();
    says(OLD, 2_000, 130, 0, 0);
    round();
    assertThat(ledger.counts()).containsExactly(alone(R1, 1, 130, 0, 0));
  }

  @Test
  void aClockThatJumpsStartsNothingAnew() {
    says(OLD, 100, 0, 0);
    round();
    // The platform still names the same process; what time it is was never asked.
    says(OLD, 105, 0, 0);
    round();
    assertThat(ledger.counts()).containsExactly(alone(R1, 1, 5, 0, 0));
  }

  @Test
  void whatADeadInstanceHadCountedStays() {
    says(OLD, 0, 0, 0);
    says(OTHER, 0, 0, 0);
    round();
    says(OLD, 5, 0, 0);
    says(OTHER, 0, 0, 8);
    round();
    gone(OTHER);
    says(OLD, 9, 0, 0);
    round();
    assertThat(ledger.counts()).containsExactly(alone(R1, 1, 9, 0, 8));
  }

  @Test
  void whatADyingInstanceSaidInARoundWithAGapStaysToo() {
    says(OLD, 0, 0, 0);
    says(OTHER, 0, 0, 0);
    round();
    silent(OLD);
    says(OTHER, 0, 0, 8);
    round();
    gone(OTHER);
    says(OLD, 9, 0, 0);
    round();
    assertThat(ledger.counts()).containsExactly(alone(R1, 1, 9, 0, 8));
  }

  @Test
  void aNewInstanceCountsFromItsStart() {
    says(OLD, 0, 0, 0);
    round();
    says(OTHER, 3, 0, 0);
    round();
    assertThat(ledger.counts()).containsExactly(alone(R1, 1, 3, 0, 0));
  }

  @Test
  void anInstanceThatRanAlreadyAndWasSilentAtFirstHasALineToo() {
    says(OLD, 0, 0, 0);
    routing = routing(1, 100, OLD);
    running.add(OTHER);
    round();
    routing = routing(1, 100, OLD, OTHER);
    says(OTHER, 500, 0, 0);
    round();
    assertThat(ledger.counts()).isEmpty();
    says(OTHER, 501, 0, 0);
    round();
    assertThat(ledger.counts()).containsExactly(alone(R1, 1, 1, 0, 0));
  }

  @Test
  void oneThatThePlatformDidNotNameForARoundIsNoNewInstance() {
    says(OLD, 100, 0, 0);
    round();
    gone(OLD);
    round();
    says(OLD, 103, 0, 0);
    round();
    assertThat(ledger.counts()).containsExactly(alone(R1, 1, 3, 0, 0));
  }

  @Test
  void anIntervalInWhichWeightsChangedIsLeftOutOfBothArms() {
    says(OLD, 0, 0, 0);
    says(NEW, 0, 0, 0);
    round();
    says(OLD, 10, 0, 0);
    round();
    routing = routing(2, 90, OLD, NEW);
    says(OLD, 30, 0, 5);
    says(NEW, 1, 0, 7);
    round();
    says(OLD, 39, 0, 5);
    says(NEW, 1, 0, 8);
    round();
    assertThat(ledger.counts())
        .containsExactly(
            alone(R1, 1, 10, 0, 0), beside(R1, 2, 90, 9, 0, 0), beside(R2, 2, 10, 0, 0, 1));
  }

  @Test
  void aRoundDuringWhichWeightsChangedEndsNoInterval() {
    says(OLD, 0, 0, 0);
    says(NEW, 0, 0, 0);
    round();
    says(OLD, 10, 0, 0);
    Routing after = routing(2, 90, OLD, NEW);
    fold(new Round(routing, after, running, told));
    routing = after;
    says(OLD, 20, 0, 0);
    round();
    assertThat(ledger.counts()).isEmpty();
    says(OLD, 21, 0, 0);
    round();
    assertThat(ledger.counts()).containsExactly(beside(R1, 2, 90, 1, 0, 0));
  }

  @Test
  void weightsThatChangedInAGapCloseTheInterval() {
    says(OLD, 0, 0, 0);
    says(NEW, 0, 0, 0);
    round();
    silent(NEW);
    routing = routing(2, 90, OLD, NEW);
    says(OLD, 50, 0, 0);
    round();
    says(NEW, 0, 0, 3);
    round();
    assertThat(ledger.counts()).isEmpty();
  }

  @Test
  void whoeverIsNotRoutedToIsNotWaitedForAndNotCounted() {
    says(OLD, 0, 0, 0);
    running.add(NEW);
    round();
    says(OLD, 5, 0, 0);
    round();
    says(NEW, 9, 9, 9);
    round();
    assertThat(ledger.counts()).containsExactly(alone(R1, 1, 5, 0, 0));
  }

  @Test
  void aRouterThatWentBackByItselfClosesTheInterval() {
    says(OLD, 0, 0, 0);
    round();
    routing = new Routing(routing.split(), routing.weightEpoch(), true);
    says(OLD, 9, 0, 0);
    round();
    assertThat(ledger.counts()).isEmpty();
  }

  @Test
  void timesAreTheGainsOfEachBucket() {
    tells(OLD, 10, Map.of(2_048L, 6L, 4_096L, 4L));
    round();
    tells(OLD, 15, Map.of(2_048L, 9L, 4_096L, 6L));
    round();
    Timing timing = ledger.counts().getFirst().timing();
    assertThat(timing.answered()).extracting("belowMicros").containsExactly(2_048L, 4_096L);
    assertThat(timing.answered()).extracting("count").containsExactly(3L, 2L);
    assertThat(timing.waiting()).isEmpty();
  }

  @Test
  void timesThatAreToldForTheFirstTimeAreNoGain() {
    tells(OLD, 10, Map.of());
    round();
    tells(OLD, 11, Map.of(2_048L, 11L));
    round();
    assertThat(ledger.counts().getFirst().timing()).isEqualTo(Timing.NONE);
  }

  @Test
  void whatItKeepsIsBounded() {
    for (int i = 0; i < 2 * Ledger.MOST_PROCESSES; i++) {
      told.clear();
      running.clear();
      says(new Process("r1-" + i, R1, NOON), 1, 0, 0);
      routing = routing(1 + i / 4, 100, OLD);
      round();
    }
    assertThat(ledger.bases()).hasSize(Ledger.MOST_PROCESSES);
    assertThat(ledger.rows()).hasSize(Ledger.MOST_ROWS);
    assertThat(ledger.counts().getLast().weightEpoch())
        .isEqualTo(1 + (2 * Ledger.MOST_PROCESSES - 1) / 4);
  }

  private void round() {
    fold(new Round(routing, routing, running, told));
  }

  private void fold(Round round) {
    ledger = ledger.fold(round);
  }

  private void says(Process process, long succeeded, long refused, long failed) {
    says(process, Double.NaN, succeeded, refused, failed);
  }

  private void says(Process process, double started, long succeeded, long refused, long failed) {
    running.add(process);
    told.put(process, new Reading(started, new Tally(succeeded, refused, failed, new TreeMap<>())));
  }

  private void tells(Process process, long succeeded, Map<Long, Long> times) {
    running.add(process);
    told.put(process, new Reading(Double.NaN, new Tally(succeeded, 0, 0, new TreeMap<>(times))));
  }

  private void silent(Process process) {
    told.remove(process);
  }

  private void gone(Process process) {
    told.remove(process);
    running.remove(process);
  }

  private static Counts alone(RevisionId revision, long epoch, long ok, long refused, long failed) {
    return new Counts(revision, epoch, Weight.ALL, false, ok, refused, failed, 0);
  }

  private static Counts beside(
      RevisionId revision, long epoch, int percent, long ok, long refused, long failed) {
    return new Counts(revision, epoch, Weight.percent(percent), true, ok, refused, failed, 0);
  }

  /** R1 has so many percent and R2 the rest. */
  private static Routing routing(long epoch, int percent, Process... serving) {
    var arms = new ArrayList<Arm>();
    for (RevisionId revision : List.of(R1, R2)) {
      List<Backend> backends =
          List.of(serving).stream()
              .filter(process -> process.revision().equals(revision))
              .map(
                  process -> new Backend(process.instance(), new InetSocketAddress("127.0.0.1", 1)))
              .toList();
      if (!backends.isEmpty()) {
        Weight weight = Weight.percent(revision.equals(R1) ? percent : 100 - percent);
        arms.add(new Arm(revision, weight, backends));
      }
    }
    return new Routing(new TrafficSplit(SHOP, arms), epoch);
  }
}
