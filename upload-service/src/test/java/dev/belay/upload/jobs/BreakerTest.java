package dev.belay.upload.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;

class BreakerTest {

  private static final Duration LONG = Duration.ofHours(1);

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  private Breaker breaker(Duration delay) {
    return new Breaker(new Backoff(delay, delay, new Random(1))).shownBy(meters);
  }

  private double shown(String state) {
    return meters.get("upload.gpu.breaker").tag("state", state).gauge().value();
  }

  private Breaker halfOpen() {
    Breaker breaker = breaker(Duration.ofMillis(2));
    breaker.failed(null);
    await().until(() -> breaker.state() == Breaker.State.HALF_OPEN);
    return breaker;
  }

  @Test
  void letsEverybodyThroughWhileItIsClosed() {
    Breaker breaker = breaker(LONG);
    assertThat(breaker.admit()).isPresent();
    assertThat(breaker.admit()).isPresent();
    assertThat(breaker.left()).isZero();
    assertThat(shown("closed")).isOne();
  }

  @Test
  void letsNobodyThroughAfterAFailureAndEverybodyAfterAnAnswer() {
    Breaker breaker = breaker(LONG);
    breaker.failed(null);
    breaker.failed(null);
    assertThat(breaker.admit()).isEmpty();
    assertThat(breaker.left()).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(30));
    assertThat(shown("open")).isOne();
    assertThat(shown("closed")).isZero();
    assertThat(meters.get("upload.gpu.breaker.opened").counter().count()).isOne();
    breaker.answered();
    assertThat(breaker.admit()).isPresent();
    assertThat(shown("closed")).isOne();
  }

  @Test
  void letsOneThroughWhenItsTimeIsUp() {
    Breaker breaker = halfOpen();
    assertThat(shown("half_open")).isOne();
    assertThat(breaker.left()).isZero();
    Breaker.Permit probe = breaker.admit().orElseThrow();
    assertThat(breaker.admit()).isEmpty();
    assertThat(breaker.left()).isPositive();
    breaker.giveBack(new Breaker.Permit());
    assertThat(breaker.admit()).as("somebody else's permit frees nothing").isEmpty();
    breaker.giveBack(probe);
    assertThat(breaker.admit()).as("that one decided nothing").isPresent();
  }

  @Test
  void isClosedByTheOneThatWasLetThrough() {
    Breaker breaker = halfOpen();
    Breaker.Permit probe = breaker.admit().orElseThrow();
    breaker.answered();
    breaker.giveBack(probe);
    assertThat(breaker.state()).isEqualTo(Breaker.State.CLOSED);
    assertThat(breaker.admit()).isPresent();
    assertThat(breaker.admit()).isPresent();
  }

  @Test
  void tellsReadinessThatCutoutsWaitAndIsNoReasonNotToBeReady() {
    Breaker breaker = breaker(LONG);
    GpuHealth health = new GpuHealth();
    health.watch(breaker);
    assertThat(health.health().getStatus()).isEqualTo(Status.UP);
    breaker.failed(null);
    assertThat(health.health().getStatus()).isEqualTo(Status.UNKNOWN);
    assertThat(health.health().getDetails()).containsEntry("problem", "Degraded");
    breaker.answered();
    assertThat(health.health().getStatus()).isEqualTo(Status.UP);
  }
}
