package dev.belay.controlplane.verification;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingNamesTest {

  private static final List<String> KNOWN =
      List.of("API_KEY", "upload.gpu.connect-timeout", "upload.gpu.response-timeout", "DB");

  @ParameterizedTest
  @CsvSource({
    "API_KEYS, API_KEY",
    "APIKEY, API_KEY",
    "AIP_KEY, API_KEY",
    "UPLOAD_GPU_CONECTTIMEOUT, upload.gpu.connect-timeout",
    "upload.gpu.conenct-timeout, upload.gpu.connect-timeout",
    "UPLOAD_GPU_CONNECT_TIMEOUTS, upload.gpu.connect-timeout"
  })
  void findsWhatWasProbablyMeant(String written, String meant) {
    assertThat(SettingNames.nearest(written, KNOWN)).contains(meant);
  }

  @ParameterizedTest
  @CsvSource({"GPU_URL", "DC", "KEY", "UPLOAD_GPU_LEASE", "X"})
  void findsNothingWhereTooMuchIsOther(String written) {
    assertThat(SettingNames.nearest(written, KNOWN)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"ab, ba, 1", "abc, abc, 0", "abc, ac, 1", "abc, axbyc, 2", "'', ab, 2", "ca, abc, 3"})
  void countsLettersThatAreOtherMissingOrExchanged(String one, String other, int steps) {
    assertThat(SettingNames.distance(one, other)).isEqualTo(steps);
    assertThat(SettingNames.distance(other, one)).isEqualTo(steps);
  }

  @Test
  void aNameOfAnyLengthIsComparedAtOnce() {
    assertThat(SettingNames.distance("x".repeat(100_000), "y")).isEqualTo(3);
  }
}
