package dev.belay.controlplane.rollout;

import static dev.belay.controlplane.rollout.Scene.NOON;
import static dev.belay.controlplane.rollout.Scene.SHOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.controlplane.analysis.Latencies;
import dev.belay.controlplane.analysis.Tally;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.catalog.StaleFencingTokenException;
import dev.belay.controlplane.probe.Steadiness.Asked;
import dev.belay.controlplane.traffic.RequestOutcomes.Bucket;
import dev.belay.controlplane.traffic.RequestOutcomes.Counts;
import dev.belay.controlplane.traffic.RequestOutcomes.Timing;
import dev.belay.controlplane.traffic.RequestOutcomes.Waiting;
import dev.belay.controlplane.traffic.Weight;
import dev.belay.controlplane.verification.Finding;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** What every {@link RolloutStore} does. */
abstract class RolloutStoreTck {

  abstract RolloutStore store();

  /** The same data through another store, as after a restart. */
  abstract RolloutStore reopened();

  /** The same data through a store of another control plane, while the first is open. */
  abstract RolloutStore another();

  @Test
  void numbersCountFromOneWithinAService() {
    assertThat(ended(create(SHOP)).id().label()).isEqualTo("r1");
    assertThat(create(SHOP).id().label()).isEqualTo("r2");
    assertThat(create(new ServiceName("other")).id().label()).isEqualTo("r1");
  }

  @Test
  void refusesASecondRolloutWhileOneIsUnderWay() {
    create(SHOP);
    assertThatThrownBy(() -> create(SHOP))
        .isInstanceOf(RolloutUnderWayException.class)
        .hasMessageContaining("abort");
    assertThat(store().newest(SHOP, 10)).hasSize(1);
  }

  @Test
  void ofTwoAtOnceOneWins() throws Exception {
    Callable<Boolean> attempt =
        () -> {
          try {
            create(SHOP);
            return true;
          } catch (RolloutUnderWayException e) {
            return false;
          }
        };
    try (var threads = Executors.newFixedThreadPool(4)) {
      var results = threads.invokeAll(List.of(attempt, attempt, attempt, attempt));
      long won = 0;
      for (var result : results) {
        won += result.get() ? 1 : 0;
      }
      assertThat(won).isEqualTo(1);
    }
  }

  @Test
  void whatWasSavedComesBackBitForBit() {
    Rollout saved = store().save(rich(create(SHOP)));
    assertThat(reopened().find(saved.id())).contains(saved);
    assertThat(reopened().newest(SHOP, 1)).containsExactly(saved);
  }

  @Test
  void everyStateComesBack() {
    Rollout rollout = create(SHOP);
    for (RolloutState state : everyState()) {
      Rollout saved = store().save(rollout.enter(state, NOON, "because"));
      assertThat(reopened().find(saved.id())).contains(saved);
      rollout = saved;
    }
  }

  @Test
  void refusesToSaveOverANewerVersion() {
    Rollout first = create(SHOP);
    Rollout second = store().save(first.enter(first.state(), NOON, "one"));
    assertThatThrownBy(() -> store().save(first.enter(first.state(), NOON, "two")))
        .isInstanceOf(StaleRolloutException.class);
    assertThat(store().find(first.id())).contains(second);
  }

  @Test
  void whatWasRecordedComesBackInItsOrder() {
    Rollout rollout = create(SHOP);
    Rollout second = store().save(moved(rollout, 1), look(rollout, 1));
    Rollout third = store().save(moved(second, 2));
    store().save(moved(third, 3), look(rollout, 3));
    assertThat(reopened().recorded(rollout.id()))
        .containsExactly(look(rollout, 1), look(rollout, 3));
    assertThat(store().recorded(new RevisionId(SHOP, 99))).isEmpty();
  }

  @Test
  void aLookIsRecordedOnlyWithTheRolloutThatCountedIt() {
    Rollout rollout = create(SHOP);
    store().save(moved(rollout, 1), look(rollout, 1));
    assertThatThrownBy(() -> store().save(moved(rollout, 2), look(rollout, 2)))
        .isInstanceOf(StaleRolloutException.class);
    assertThat(store().recorded(rollout.id())).containsExactly(look(rollout, 1));
  }

  @Test
  void recordsNoMoreThanSoManyLooks() {
    Rollout rollout = create(SHOP);
    for (int i = 0; i < RolloutStore.MAX_LOOKS + 3; i++) {
      rollout = store().save(rollout, look(rollout, i));
    }
    assertThat(store().recorded(rollout.id()))
        .hasSize(RolloutStore.MAX_LOOKS)
        .startsWith(look(rollout, 0));
    assertThat(store().find(rollout.id())).contains(rollout);
  }

  @Test
  void keepsTheRecordsOfTheNewestRollouts() {
    Rollout first = ended(recorded(create(SHOP)));
    Rollout second = ended(recorded(create(SHOP)));
    for (int i = 0; i < RolloutStore.RECORDS_KEPT - 1; i++) {
      ended(create(SHOP));
    }
    assertThat(store().find(first.id())).isPresent();
    assertThat(store().recorded(first.id())).isEmpty();
    assertThat(store().recorded(second.id())).hasSize(1);
  }

  private Rollout recorded(Rollout rollout) {
    return store().save(moved(rollout, 1), look(rollout, 1));
  }

  private static Rollout moved(Rollout rollout, long second) {
    return rollout.enter(rollout.state(), NOON.plusSeconds(second), "a look");
  }

  private static RecordedLook look(Rollout rollout, long second) {
    var timing =
        new Timing(
            List.of(new Bucket(4_096, 7), new Bucket(8_192, 1)), List.of(new Waiting(200, 2)));
    return new RecordedLook(
        NOON.plusSeconds(second),
        second == 1,
        List.of(new Counts(rollout.id(), 3, Weight.percent(5), true, 6, 1, second, 0, 12, timing)));
  }

  @Test
  void theLastPromotedComesFirst() {
    Rollout one = promoted(create(SHOP), 1);
    ended(create(SHOP));
    Rollout three = promoted(create(SHOP), 3);
    assertThat(store().promoted(SHOP, 5)).containsExactly(three, one);
    assertThat(store().promoted(SHOP, 1)).containsExactly(three);
  }

  @Test
  void keepsABoundedNumberAndNeverUsesANumberTwice() {
    for (int i = 0; i < RolloutStore.KEPT + 5; i++) {
      ended(create(SHOP));
    }
    assertThat(store().newest(SHOP, 1_000)).hasSizeLessThanOrEqualTo(RolloutStore.KEPT + 1);
    assertThat(create(SHOP).id().number()).isEqualTo(RolloutStore.KEPT + 6);
  }

  @Test
  void whatBelayTookBackIsInQuarantineUntilItIsLifted() {
    Rollout taken = takenBack(create(SHOP), "ProbeFailed", 5);
    takenBack(create(SHOP), Cause.ABORTED, 6);

    assertThat(store().quarantined(SHOP)).containsExactly(taken);
    assertThat(reopened().quarantined(SHOP)).containsExactly(taken);
    assertThat(store().quarantined(new ServiceName("other"))).isEmpty();
    assertThat(store().liftQuarantine(SHOP, "0".repeat(64))).isFalse();
    assertThat(store().liftQuarantine(SHOP, taken.candidate().content())).isTrue();
    assertThat(store().liftQuarantine(SHOP, taken.candidate().content())).isFalse();
    assertThat(store().quarantined(SHOP)).isEmpty();
  }

  @Test
  void countsWhatBelayTookBackLately() {
    takenBack(create(SHOP), "ProbeFailed", 5);
    takenBack(create(SHOP), "CrashLoop", 10);
    takenBack(create(SHOP), Cause.ABORTED, 11);
    promoted(create(SHOP), 12);

    assertThat(store().takenBackSince(NOON)).isEqualTo(2);
    assertThat(store().takenBackSince(NOON.plusSeconds(5))).isEqualTo(1);
    assertThat(store().takenBackSince(NOON.plusSeconds(10))).isZero();
    assertThat(store().takenBack(SHOP)).isEqualTo(2);
    assertThat(store().takenBack(new ServiceName("other"))).isZero();
  }

  @Test
  void tokensOnlyGrow() {
    long first = store().takeOver().value();
    assertThat(store().takeOver().value()).isGreaterThan(first);
    assertThat(reopened().takeOver().value()).isGreaterThan(first + 1);
  }

  @Test
  void whoeverHasBeenSucceededWritesNoMore() {
    store().takeOver();
    Rollout rollout = create(SHOP);
    RolloutStore successor = another();
    successor.takeOver();

    assertThatThrownBy(() -> store().save(rollout.enter(rollout.state(), NOON, "late")))
        .isInstanceOf(StaleFencingTokenException.class);
    assertThatThrownBy(() -> create(new ServiceName("other")))
        .isInstanceOf(StaleFencingTokenException.class);
    assertThat(successor.newest(new ServiceName("other"), 1)).isEmpty();

    Rollout saved = successor.save(rollout.enter(rollout.state(), NOON, "in time"));
    assertThat(successor.find(rollout.id())).contains(saved);
  }

  @Test
  void aRolloutThatIsNotThereIsNotFound() {
    assertThat(store().find(new RevisionId(SHOP, 99))).isEmpty();
    assertThat(store().newest(SHOP, 1)).isEmpty();
    assertThat(store().promoted(SHOP, 1)).isEmpty();
  }

  Rollout create(ServiceName service) {
    return store()
        .create(
            service,
            id -> {
              Rollout like = Scene.rollout(new RolloutState.Verifying(NOON.plusSeconds(60)));
              Revision candidate =
                  new Revision(
                      id,
                      like.candidate().artifact(),
                      like.candidate().digest(),
                      like.candidate().settings(),
                      1);
              return new Rollout(
                  candidate,
                  like.stable(),
                  like.policy(),
                  false,
                  "operator",
                  "a reason with \"quotes\", ünïcödé and\nlines",
                  NOON,
                  like.state(),
                  NOON,
                  null,
                  like.evidence(),
                  List.of(),
                  List.of(),
                  List.of(),
                  0);
            });
  }

  private Rollout ended(Rollout rollout) {
    var end = new RolloutState.Blocked(Cause.of("ArtifactInvalid", "damaged"), NOON);
    return store().save(rollout.enter(end, NOON, "end"));
  }

  private Rollout takenBack(Rollout rollout, String type, long second) {
    var at = NOON.plusSeconds(second);
    var end = new RolloutState.RolledBack(Cause.of(type, "bad"), at, at);
    return store().save(rollout.enter(end, at, "bad"));
  }

  private Rollout promoted(Rollout rollout, long second) {
    var at = NOON.plusSeconds(second);
    return store().save(rollout.enter(new RolloutState.Promoted(at), at, "good"));
  }

  private static Rollout rich(Rollout rollout) {
    var judged =
        rollout
            .evidence()
            .judgement()
            .routed(0.1, new Tally(1, 17, 3, 211))
            .reinvest()
            .routed(1, new Tally(1, 5, 0, 0));
    var evidence =
        new Evidence(
            judged,
            "boot-1",
            Map.of("r2@3", new Totals(1, 2, 3, 4)),
            new Totals(5, 6, 7, 8),
            Totals.NONE,
            NOON.plusNanos(123_456_789),
            new Pace(
                Map.of(
                    "r2@3",
                    new Pace.Known(
                        new Latencies(List.of(new Latencies.Bucket(4_096, 7))), Latencies.NONE)),
                new Pace.Slow(1, 20),
                new Pace.Slow(2, 300)),
            new Probing(Map.of("r2-0", NOON), new Asked(9, 1), Asked.NOTHING));
    return rollout
        .withEvidence(evidence)
        .withFindings(List.of(Finding.blocker("Rule", "message", "remedy")))
        .breached(NOON)
        .enter(new RolloutState.Starting(NOON), NOON, "why");
  }

  private static List<RolloutState> everyState() {
    var cause = new Cause("ProbeFailed", "sick", Map.of("probe", "readiness"));
    var observing =
        new RolloutState.Observing(1, NOON, 12, NOON.plus(Duration.ofMinutes(1)), false);
    var back =
        new RolloutState.RollingBack(
            RolloutState.Ending.INCONCLUSIVE, cause, NOON, null, NOON.plusSeconds(30));
    return List.of(
        new RolloutState.Migrating(NOON),
        new RolloutState.Starting(NOON),
        new RolloutState.Shifting(0, NOON, NOON),
        observing,
        new RolloutState.Baking(NOON, NOON, NOON, true),
        new RolloutState.Held(RolloutState.Hold.SHARED_CAUSE, "both", observing, NOON, NOON),
        back,
        new RolloutState.Stranded(back, "router gone", NOON, NOON),
        new RolloutState.Promoted(NOON),
        new RolloutState.RolledBack(cause, NOON, NOON),
        new RolloutState.Blocked(cause, NOON),
        new RolloutState.Inconclusive(cause, NOON));
  }
}
