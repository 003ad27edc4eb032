package dev.belay.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class BuildTimeTest {

  private static final Instant NOW = Instant.parse("2026-11-23T10:00:00.123Z");

  @Test
  void isTheReproducibleOneWhereTheBuildHasOne() {
    assertThat(ContractMojo.time("2024-01-01T00:00:00Z", NOW)).isEqualTo("2024-01-01T00:00:00Z");
    assertThat(ContractMojo.time("1700000000", NOW)).isEqualTo("2023-11-14T22:13:20Z");
  }

  @Test
  void isNowInSecondsWhereTheBuildHasNone() {
    assertThat(ContractMojo.time(null, NOW)).isEqualTo("2026-11-23T10:00:00Z");
    // What other plugins take for "switched off".
    assertThat(ContractMojo.time("x", NOW)).isEqualTo("2026-11-23T10:00:00Z");
  }

  @Test
  void isRefusedWhereItIsNone() {
    assertThatThrownBy(() -> ContractMojo.time("yesterday", NOW))
        .isInstanceOf(BuildFault.class)
        .hasMessageContaining("yesterday")
        .hasMessageContaining("2026-11-23T10:00:00Z");
  }
}
