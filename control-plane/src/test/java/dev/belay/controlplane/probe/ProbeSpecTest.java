package dev.belay.controlplane.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProbeSpecTest {

  private final ProbeSpec spec = ProbeSpec.at("/readyz");

  @Test
  void defaultsAreThoseOfKubernetes() {
    assertThat(spec)
        .isEqualTo(
            new ProbeSpec(
                "/readyz", Duration.ZERO, Duration.ofSeconds(10), Duration.ofSeconds(1), 1, 3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "readyz", "/a b", "/a\r\nHost: x", "/%zz", "/a#b", "/ä", "/{x}"})
  void refusesPathsThatAreNone(String path) {
    assertThatThrownBy(() -> ProbeSpec.at(path)).hasMessageStartingWith("A probe's path begins");
  }

  @Test
  void refusesAPathThatIsTooLong() {
    assertThat(ProbeSpec.at("/" + "a".repeat(199)).path()).hasSize(200);
    assertThatThrownBy(() -> ProbeSpec.at("/" + "a".repeat(200)))
        .hasMessageContaining("200 long at most");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/readyz?full=true", "/%C3%A4", "/a/b;c=d@e"})
  void takesPathsThatMayBeAsked(String path) {
    assertThat(ProbeSpec.at(path).path()).isEqualTo(path);
  }

  @Test
  void namesTheLimitOfWhatIsOutOfBounds() {
    assertThatThrownBy(() -> spec.withPeriod(Duration.ofMillis(99)))
        .hasMessage("A probe's period lies between PT0.1S and PT1H, not PT0.099S");
    assertThatThrownBy(() -> spec.withTimeout(Duration.ZERO))
        .hasMessageContaining("timeout lies between PT0.01S and PT5M");
    assertThatThrownBy(() -> spec.withInitialDelay(Duration.ofSeconds(-1)))
        .hasMessageContaining("initialDelay lies between PT0S and PT1H");
    assertThatThrownBy(() -> spec.withSuccessThreshold(0))
        .hasMessage("A probe's successThreshold lies between 1 and 1000, not 0");
    assertThatThrownBy(() -> spec.withFailureThreshold(100_001))
        .hasMessageContaining("between 1 and 100000, not 100001");
  }

  @Test
  void startupAndLivenessPassWithOneSuccess() {
    ProbeSpec two = spec.withSuccessThreshold(2);

    assertThatThrownBy(() -> new ProbePlan(two, spec, spec)).hasMessageContaining("must be 1");
    assertThatThrownBy(() -> new ProbePlan(spec, two, spec)).hasMessageContaining("must be 1");
    assertThat(new ProbePlan(spec, spec, two).readiness()).isEqualTo(two);
  }
}
