package dev.belay.controlplane.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FirstFailuresTest {

  private final FirstFailures failures = new FirstFailures();

  @Test
  void countsAClientOnceInAWindow() {
    assertThat(failures.admit(7, 0)).isTrue();
    assertThat(failures.admit(7, 1)).isFalse();
    assertThat(failures.admit(8, 1)).isTrue();
    assertThat(failures.admit(7, 59_999)).isFalse();
  }

  @Test
  void remembersForAtLeastOneWindowAndAtMostTwo() {
    failures.admit(1, 0);
    assertThat(failures.admit(7, 59_000)).isTrue();

    assertThat(failures.admit(7, 61_000)).isFalse();
    assertThat(failures.admit(7, 119_000)).isFalse();
    assertThat(failures.admit(7, 120_000)).isTrue();
  }

  @Test
  void forgetsEverybodyAfterALongSilence() {
    assertThat(failures.admit(7, 0)).isTrue();
    assertThat(failures.admit(7, 10_000_000)).isTrue();
    assertThat(failures.admit(7, 10_000_001)).isFalse();
  }

  @Test
  void doesNotCountMoreClientsThanItHasRoomFor() {
    long counted = 0;
    for (long client = 0; client < 100_000; client++) {
      counted += failures.admit(client << 40, 5) ? 1 : 0;
    }

    assertThat(counted).isEqualTo(FirstFailures.MOST_CLIENTS / 2);
    assertThat(failures.admit(-1, 6)).isFalse();
    assertThat(failures.admit(-1, 60_005)).isTrue();
  }

  @Test
  void clockThatGoesBackCountsNobodyTwice() {
    assertThat(failures.admit(7, 1_000_000)).isTrue();
    assertThat(failures.admit(7, 0)).isFalse();
    assertThat(failures.admit(0, 0)).isTrue();
    assertThat(failures.admit(0, -1)).isFalse();
  }

  @Test
  void slicesCountTheFirstFailureOfAQuarterOfASecond() {
    var slices = new TimeSlices();

    assertThat(slices.admit(1_000)).isTrue();
    assertThat(slices.admit(1_249)).isFalse();
    assertThat(slices.admit(1_250)).isTrue();
    assertThat(slices.admit(1_100)).isFalse();
    assertThat(slices.admit(9_999)).isTrue();
  }
}
