package dev.belay.controlplane.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SettingFingerprintsTest {

  private static final String LONG = "a-secret-of-some-length";
  private final SettingFingerprints fingerprints = new SettingFingerprints("k".repeat(43));

  @Test
  void tellsTheSameFromTheDifferent() {
    String one = fingerprints.of("API_TOKEN", LONG, true);

    assertThat(one).matches("[0-9a-f]{12}").isEqualTo(fingerprints.of("API_TOKEN", LONG, true));
    assertThat(fingerprints.of("API_TOKEN", LONG + "x", true)).isNotEqualTo(one);
    assertThat(fingerprints.of("OTHER_TOKEN", LONG, true)).as("by name").isNotEqualTo(one);
    assertThat(new SettingFingerprints("j".repeat(43)).of("API_TOKEN", LONG, true))
        .as("by installation")
        .isNotEqualTo(one);
    assertThat(fingerprints.of("A\nB", "C", false))
        .isNotEqualTo(fingerprints.of("A", "B\nC", false));
  }

  @Test
  void saysOfAShortSecretOnlyWhetherItIsSet() {
    Map<String, String> told =
        fingerprints.of(
            Map.of(
                "API_TOKEN", "hunter2",
                "DB_PASSWORD", "",
                "GIVEN", "fifteen-letters",
                "LONG_KEY", "sixteen--letters",
                "COLOUR", "red"),
            Set.of("GIVEN"));

    assertThat(told)
        .containsEntry("API_TOKEN", "set")
        .containsEntry("DB_PASSWORD", "unset")
        .containsEntry("GIVEN", "set");
    assertThat(told.get("LONG_KEY")).matches("[0-9a-f]{12}");
    assertThat(told.get("COLOUR")).as("no secret").matches("[0-9a-f]{12}");
  }

  @Test
  void wantsAKeyThatNobodyGuesses() {
    assertThatThrownBy(() -> new SettingFingerprints("short"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("short");
    assertThat(fingerprints.toString()).doesNotContain("kk");
  }
}
