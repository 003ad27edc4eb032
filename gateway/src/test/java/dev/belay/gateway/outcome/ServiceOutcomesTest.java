package dev.belay.gateway.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ServiceOutcomesTest {

  private final ServiceOutcomes outcomes = new ServiceOutcomes(1_000_000_000);

  @Test
  void keepsSixtyFourClosedEpochsAndTheSumOfTheRest() {
    for (int epoch = 1; epoch <= 100; epoch++) {
      EpochOutcomes opened = outcomes.open(epoch, Map.of("r1", 10_000)).get("r1");
      opened.count(Outcome.SUCCEEDED);
    }

    RevisionOutcomes revision = outcomes.revisions().getFirst();
    assertThat(revision.epochs()).hasSize(65);
    assertThat(revision.epochs().getFirst().epoch()).isEqualTo(36);
    assertThat(revision.evictedEpochs()).isEqualTo(35);
    assertThat(revision.evicted().of(Outcome.SUCCEEDED)).isEqualTo(35);
  }

  @Test
  void countsWhatEndsLateInTheSum() {
    EpochOutcomes first = outcomes.open(1, Map.of("r1", 10_000)).get("r1");
    for (int epoch = 2; epoch <= 70; epoch++) {
      outcomes.open(epoch, Map.of("r1", 10_000));
    }

    first.count(Outcome.FAILED);

    assertThat(outcomes.revisions().getFirst().evicted().of(Outcome.FAILED)).isOne();
  }

  @Test
  void keepsTheLastThirtyTwoRevisions() {
    for (int i = 1; i <= 50; i++) {
      outcomes.open(i, Map.of("r" + i, 10_000));
    }

    assertThat(outcomes.revisions()).hasSize(ServiceOutcomes.MAX_REVISIONS);
    assertThat(outcomes.revisions().getFirst().label()).isEqualTo("r19");
  }

  @Test
  void keepsARevisionThatIsInTheTableHoweverOld() {
    for (int i = 2; i <= 50; i++) {
      outcomes.open(i, Map.of("r1", 9_000, "r" + i, 1_000));
    }

    assertThat(outcomes.revisions()).extracting(RevisionOutcomes::label).contains("r1");
  }

  @Test
  void knowsWhetherARevisionWasAlone() {
    EpochOutcomes alone = outcomes.open(1, Map.of("r1", 10_000, "r2", 0)).get("r1");
    EpochOutcomes shared = outcomes.open(2, Map.of("r1", 9_999, "r2", 1)).get("r1");

    assertThat(alone.concurrent()).isFalse();
    assertThat(shared.concurrent()).isTrue();
  }

  @Test
  void takesNoMoreThanTheLimitAtATime() {
    RevisionOutcomes revision = outcomes.open(1, Map.of("r1", 10_000)).get("r1").revision();
    long now = System.nanoTime();

    assertThat(revision.enter(now, 2)).isTrue();
    assertThat(revision.enter(now, 2)).isTrue();
    assertThat(revision.enter(now, 2)).isFalse();
    revision.leave(now);
    assertThat(revision.enter(now, 2)).isTrue();
    assertThat(revision.inFlight()).isEqualTo(2);
  }
}
