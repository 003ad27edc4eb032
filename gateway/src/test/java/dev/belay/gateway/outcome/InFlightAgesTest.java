package dev.belay.gateway.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InFlightAgesTest {

  private static final long SECOND = 1_000_000_000;
  private static final long TICKS_PER_SECOND = SECOND / InFlightAges.TICK_NANOS;
  private static final long START = 1_000_000;

  private final InFlightAges ages = new InFlightAges(2 * SECOND, START);

  @Test
  void knowsHowManyAreOlder() {
    ages.started(START);
    ages.started(START + 5);
    ages.started(START + 15);
    long now = START + 2 * TICKS_PER_SECOND;

    assertThat(ages.olderThan(0, now)).isEqualTo(3);
    assertThat(ages.olderThan(SECOND, now)).isEqualTo(2);
    assertThat(ages.olderThan(2 * SECOND, now)).isEqualTo(1);
    assertThat(ages.olderThan(3 * SECOND, now)).isZero();
  }

  @Test
  void tellsApartWhatArrivedInAnEpoch() {
    for (long tick = START; tick <= START + 30; tick += 5) {
      ages.started(tick);
    }
    long now = START + 40;

    assertThat(ages.arrivedBetween(START + 5, START + 25, now, new int[] {0, 19, 20, 29, 50}))
        .as("those of 10, 15 and 20")
        .containsExactly(3, 3, 2, 1, 0);
  }

  @Test
  void doesNotCountAgainWhatIsTooOldForItsSpan() {
    ages.started(START);
    long now = START + InFlightAges.SPAN;
    ages.sweep(now);

    assertThat(ages.arrivedBetween(START - 1, Long.MAX_VALUE, now, new int[] {0}))
        .containsExactly(0);
  }

  @Test
  void forgetsWhatHasEnded() {
    ages.started(START);
    ages.ended(START, START + 3);

    assertThat(ages.olderThan(0, START + 5)).isZero();
  }

  @Test
  void countsARequestThatHangsOnce() {
    ages.started(START);
    for (long tick = START; tick < START + 10 * TICKS_PER_SECOND; tick++) {
      ages.sweep(tick);
    }

    assertThat(ages.hung()).isOne();
  }

  @Test
  void doesNotCountARequestThatEndsInTimeAsHung() {
    ages.started(START);
    ages.sweep(START + TICKS_PER_SECOND);
    ages.ended(START, START + TICKS_PER_SECOND);
    ages.sweep(START + 5 * TICKS_PER_SECOND);

    assertThat(ages.hung()).isZero();
  }

  @Test
  void keepsCountOfRequestsOlderThanItsSpan() {
    ages.started(START);
    long now = START;
    for (int i = 0; i < 3 * InFlightAges.SPAN; i++) {
      now++;
      ages.sweep(now);
    }
    ages.started(now);

    assertThat(ages.olderThan(0, now)).isEqualTo(2);
    assertThat(ages.olderThan(600 * SECOND, now)).isOne();

    ages.ended(START, now);
    assertThat(ages.olderThan(0, now)).isOne();
    ages.ended(now, now);
    assertThat(ages.olderThan(0, now)).isZero();
  }
}
