package dev.belay.controlplane.ui.login;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class FailedLoginsTest {

  private static final FailedLogins.Key OPERATOR = new FailedLogins.Key("127.0.0.1", "operator");
  private static final FailedLogins.Key VIEWER = new FailedLogins.Key("127.0.0.1", "viewer");

  private Instant now = Instant.parse("2026-01-01T00:00:00Z");
  private final FailedLogins failures = new FailedLogins(() -> now);

  @Test
  void refusesTheRestOfTheMinuteAfterTenFailures() {
    fail(OPERATOR, 9);
    assertThat(failures.refusedFor(OPERATOR)).isZero();

    now = now.plusSeconds(20);
    fail(OPERATOR, 1);

    assertThat(failures.refusedFor(OPERATOR)).isEqualTo(Duration.ofSeconds(40));
    assertThat(failures.refusedFor(VIEWER)).isZero();
  }

  @Test
  void startsAnewWithTheNextMinute() {
    fail(OPERATOR, 10);
    now = now.plus(FailedLogins.WINDOW);

    assertThat(failures.refusedFor(OPERATOR)).isZero();
    fail(OPERATOR, 1);
    assertThat(failures.refusedFor(OPERATOR)).isZero();
  }

  @Test
  void forgetsFailuresAfterASuccess() {
    fail(OPERATOR, 9);
    failures.succeeded(OPERATOR);
    fail(OPERATOR, 9);

    assertThat(failures.refusedFor(OPERATOR)).isZero();
  }

  @Test
  void remembersAThousandPairsAtMost() {
    for (int i = 0; i < FailedLogins.MAX_KEYS + 500; i++) {
      failures.failed(new FailedLogins.Key("10.0.0." + i, "operator"));
    }

    assertThat(failures.size()).isEqualTo(FailedLogins.MAX_KEYS);
  }

  private void fail(FailedLogins.Key key, int times) {
    for (int i = 0; i < times; i++) {
      failures.failed(key);
    }
  }
}
