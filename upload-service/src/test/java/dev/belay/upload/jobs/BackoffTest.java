package dev.belay.upload.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class BackoffTest {

  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration MOST = Duration.ofMinutes(5);

  private static Backoff with(double chance) {
    RandomGenerator fixed =
        new RandomGenerator() {
          @Override
          public long nextLong() {
            return 0;
          }

          @Override
          public double nextDouble() {
            return chance;
          }
        };
    return new Backoff(FIRST, MOST, fixed);
  }

  @Test
  void doublesUpToTheLimitBetweenHalfAndWhole() {
    assertThat(with(0).after(1, null)).isEqualTo(Duration.ofMillis(500));
    assertThat(with(1).after(1, null)).isEqualTo(Duration.ofSeconds(1));
    assertThat(with(1).after(4, null)).isEqualTo(Duration.ofSeconds(8));
    assertThat(with(1).after(10, null)).isEqualTo(MOST);
    assertThat(with(1).after(Integer.MAX_VALUE, null)).isEqualTo(MOST);
  }

  @Test
  void isNeverEarlierThanAskedAndBelievesNoAbsurdWish() {
    assertThat(with(0).after(9, Duration.ofSeconds(20))).isEqualTo(Duration.ofSeconds(20));
    assertThat(with(1).after(9, Duration.ofSeconds(20))).isEqualTo(Duration.ofSeconds(25));
    assertThat(with(0).after(1, Duration.ofDays(9999))).isEqualTo(MOST);
  }

  @Test
  void spreadsThoseWhoFailedTogether() {
    Backoff backoff = new Backoff(FIRST, MOST, new Random(1));
    assertThat(java.util.stream.Stream.generate(() -> backoff.after(5, null)).limit(20).distinct())
        .hasSizeGreaterThan(15);
  }
}
