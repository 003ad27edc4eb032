package dev.belay.controlplane.analysis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShareGuardTest {

  private final ShareGuard fresh = ShareGuard.open();

  @ParameterizedTest
  @ValueSource(doubles = {.01, .05, .25, .5, .9})
  void staysQuietOverAMillionRequestsWithTheConfiguredShare(double share) {
    assertThat(after(1_000, share, share).broken()).isFalse();
  }

  @Test
  void forgivesAShareThatIsOffByAFifth() {
    assertThat(after(1_000, .05, .06).broken()).isFalse();
    assertThat(after(1_000, .05, .042).broken()).isFalse();
  }

  @Test
  void noticesTooManyAndTooFewWithinAFewThousandRequests() {
    assertThat(after(5, .05, .10).broken()).isTrue();
    assertThat(after(5, .05, 0).broken()).isTrue();
    assertThat(after(10, .5, .8).broken()).isTrue();
  }

  @Test
  void noticesAShareThatGoesWrongLate() {
    ShareGuard guard = fresh;
    var random = new SplittableRandom(11);
    for (int look = 0; look < 30; look++) {
      guard = look(guard, .05, .05, random).reinvest(Reserve.onSchedule(look));
    }
    assertThat(guard.broken()).isFalse();

    for (int look = 0; look < 10; look++) {
      guard = look(guard, .05, .15, random);
    }
    assertThat(guard.broken()).isTrue();
  }

  @Test
  void remembersThatTheShareWasNotHonoured() {
    ShareGuard broken = fresh.routed(.05, 100, 0);

    assertThat(broken.broken()).isTrue();
    assertThat(broken.routed(.05, 5_000, 95_000).broken()).isTrue();
  }

  @Test
  void hasNothingToCompareWhenOneArmGetsEverything() {
    assertThat(fresh.routed(1, 1_000, 0)).isEqualTo(fresh);
    assertThat(fresh.routed(0, 0, 1_000)).isEqualTo(fresh);
    assertThat(fresh.routed(.05, 0, 0)).isEqualTo(fresh);
  }

  private ShareGuard after(int looks, double configured, double actual) {
    var random = new SplittableRandom(3);
    ShareGuard guard = fresh;
    for (int look = 0; look < looks; look++) {
      guard = look(guard, configured, actual, random);
    }
    return guard;
  }

  private static ShareGuard look(
      ShareGuard guard, double configured, double actual, SplittableRandom random) {
    int canary = 0;
    for (int i = 0; i < 1_000; i++) {
      canary += random.nextDouble() < actual ? 1 : 0;
    }
    return guard.routed(configured, canary, 1_000 - canary);
  }
}
