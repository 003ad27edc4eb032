package dev.belay.controlplane.judging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.belay.controlplane.analysis.JudgePolicy;
import dev.belay.controlplane.analysis.Judgement;
import dev.belay.controlplane.analysis.Tally;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/** What every store of judgements must do. */
abstract class JudgementStoreTck {

  static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final Instant LONG_AGO = NOON.minus(Duration.ofDays(7));

  abstract JudgementStore store();

  /** The same store as another process would find it. */
  abstract JudgementStore reopened();

  @Test
  void whatWasOpenedIsThereAlsoAfterARestart() {
    OpenJudgement opened = opened("a", NOON);
    store().create(opened, 10, LONG_AGO);
    assertThat(reopened().find("a")).contains(opened);
    assertThat(store().find("b")).isEmpty();
  }

  @Test
  void whatWasFedIsThereToTheLastBit() {
    store().create(opened("a", NOON), 10, LONG_AGO);
    OpenJudgement next = fed(opened("a", NOON), 1);
    assertThat(store().save(next)).isTrue();
    assertThat(reopened().find("a")).contains(next.stored(1));
  }

  @Test
  void oneOfTwoWritersWins() {
    store().create(opened("a", NOON), 10, LONG_AGO);
    assertThat(store().save(fed(opened("a", NOON), 1))).isTrue();
    assertThat(store().save(fed(opened("a", NOON), 7))).isFalse();
    assertThat(store().find("a").orElseThrow().sequence()).isEqualTo(1);
  }

  @Test
  void noMoreAreOpenThanMayBe() {
    store().create(opened("a", NOON), 2, LONG_AGO);
    store().create(opened("b", NOON), 2, LONG_AGO);
    assertThatThrownBy(() -> store().create(opened("c", NOON), 2, LONG_AGO))
        .isInstanceOf(TooManyJudgementsException.class)
        .hasMessageContaining("2 judgements are open");
    assertThat(store().remove("a")).isTrue();
    assertThat(store().remove("a")).isFalse();
    store().create(opened("c", NOON), 2, LONG_AGO);
    assertThat(store().newest(10)).hasSize(2);
  }

  @Test
  void noMoreAreOpenThanMayBeHoweverManyOpenAtOnce() throws Exception {
    var attempts = new ArrayList<Callable<Boolean>>();
    for (int i = 0; i < 16; i++) {
      OpenJudgement one = opened("j" + i, NOON.plusSeconds(i));
      attempts.add(() -> {
        try {
          store().create(one, 3, LONG_AGO);
          return true;
        } catch (TooManyJudgementsException e) {
          return false;
        }
      });
    }
    try (var threads = Executors.newFixedThreadPool(8)) {
      long opened = 0;
      for (var result : threads.invokeAll(attempts)) {
        opened += result.get() ? 1 : 0;
      }
      assertThat(opened).isEqualTo(3);
    }
    assertThat(store().newest(10)).hasSize(3);
  }

  @Test
  void whatNobodyFeedsIsForgottenAndWhatIsFedIsNot() {
    store().create(opened("old", LONG_AGO.minusSeconds(1)), 2, LONG_AGO.minusSeconds(9));
    store().create(opened("fed", LONG_AGO.minusSeconds(1)), 2, LONG_AGO.minusSeconds(9));
    store().save(fed(opened("fed", LONG_AGO.minusSeconds(1)), 1));
    store().create(opened("new", NOON), 2, LONG_AGO);
    assertThat(store().newest(10)).extracting(OpenJudgement::id).containsExactly("new", "fed");
  }

  @Test
  void tellsTheNewestFirst() {
    for (int i = 0; i < 4; i++) {
      store().create(opened("j" + i, NOON.plusSeconds(i)), 10, LONG_AGO);
    }
    assertThat(store().newest(2)).extracting(OpenJudgement::id).containsExactly("j3", "j2");
  }

  static OpenJudgement opened(String id, Instant at) {
    return new OpenJudgement(
        id,
        "shop 1.4.2",
        Judgement.open(JudgePolicy.defaults()),
        "operator",
        at,
        Duration.ofHours(1),
        0,
        null,
        null,
        0);
  }

  private static OpenJudgement fed(OpenJudgement open, long sequence) {
    return new OpenJudgement(
        open.id(),
        open.name(),
        open.judgement().routed(.05, new Tally(1, 2, 3, 4)).reinvest(),
        open.openedBy(),
        open.openedAt(),
        open.maxDuration(),
        sequence,
        NOON.plusMillis(5),
        NOON.plusNanos(123_456_000),
        open.version());
  }
}
