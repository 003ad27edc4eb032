package dev.belay.controlplane.synthetic;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RateTest {

  private final AtomicLong now = new AtomicLong();
  private final Rate rate = new Rate(now::get);

  @Test
  void sendsAFewAtOnceAndThenEvenly() {
    for (int i = 0; i < 4; i++) {
      assertThat(rate.take("a", 60)).isZero();
    }
    assertThat(rate.take("a", 60)).isEqualTo(Duration.ofSeconds(1));
    now.addAndGet(Duration.ofSeconds(1).toNanos());
    assertThat(rate.take("a", 60)).isZero();
    assertThat(rate.take("a", 60)).isPositive();
  }

  @Test
  void keepsEachApart() {
    for (int i = 0; i < 4; i++) {
      rate.take("a", 1);
    }
    assertThat(rate.take("a", 1)).isPositive();
    assertThat(rate.take("b", 1)).isZero();
  }

  @Test
  void sendsNoMoreInAnHourThanItMay() {
    int sent = 0;
    for (int i = 0; i < 36_000; i++) {
      now.addAndGet(Duration.ofMillis(100).toNanos());
      sent += rate.take("a", 6).isZero() ? 1 : 0;
    }
    assertThat(sent).isBetween(360, 364);
  }
}
