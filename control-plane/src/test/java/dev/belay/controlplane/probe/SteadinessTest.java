package dev.belay.controlplane.probe;

import static dev.belay.controlplane.probe.Instances.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SteadinessTest {

  private static final Duration WINDOW = Duration.ofSeconds(10);

  /** One result a second: r is a failure, R a success. */
  @ParameterizedTest(name = "{0} fails {1} of the {2} s seen")
  @CsvSource({
    "'',                      0.0, 0",
    "r,                       0.0, 0",
    "RR,                      0.0, 1",
    "rr,                      1.0, 1",
    "rrRRrrRRrrR,             0.6, 10",
    "rRrRrRrRrRr,             0.5, 10",
    "RRRRRRRRRRrr,            0.1, 10",
    "rrrrrrrrrrrrRRRRRRRRRRR, 0.0, 10",
    "rrrrrrrrRRRR,            0.7, 10",
  })
  void tellsTheShareOfTheWindowInWhichTheProbeFailed(String results, double share, int seen) {
    Steadiness steadiness = SteadinessOf.results(START, results);

    assertThat(steadiness.failingShare(WINDOW)).isCloseTo(share, within(1e-9));
    assertThat(steadiness.seen(WINDOW)).isEqualTo(Duration.ofSeconds(seen));
  }

  @Test
  void keepsABoundedNumberOfResults() {
    Steadiness steadiness = Steadiness.UNKNOWN;
    for (int i = 0; i < 2 * Steadiness.MAX_RESULTS; i++) {
      steadiness = steadiness.and(START.plusMillis(100L * i), i % 2 == 0);
    }

    assertThat(steadiness.results()).hasSize(Steadiness.MAX_RESULTS);
    assertThat(steadiness.failingShare(Duration.ofSeconds(30))).isCloseTo(.5, within(.01));
  }
}
