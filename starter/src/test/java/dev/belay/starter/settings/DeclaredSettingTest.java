package dev.belay.starter.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeclaredSettingTest {

  private static DeclaredSetting setting(SettingType type, String min, String max) {
    return new DeclaredSetting("A_NAME", type, true, false, null, min, max, List.of(), "Why.");
  }

  @ParameterizedTest
  @CsvSource({
    "INTEGER, 12", "INTEGER, ' 12 '", "BOOLEAN, true", "BOOLEAN, OFF", "DURATION, 30s",
    "DURATION, 1500", "DURATION, PT1M", "SIZE, 20MB", "SIZE, 512", "URI, http://h:1/p",
    "PATH, /var/x", "PATH, uploads", "STRING, anything at all"
  })
  void acceptsWhatTheBinderAccepts(SettingType type, String value) {
    assertThat(setting(type, null, null).faultOf(value)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "INTEGER, 1.5",
    "INTEGER, 99999999999999999999",
    "BOOLEAN, maybe",
    "DURATION, soon",
    "DURATION, 9223372036854775807d",
    "SIZE, 20 pounds",
    "URI, no scheme here",
    "URI, //elsewhere/x",
    "PATH, 'a\0b'"
  })
  void namesTheTypeAndNotTheValueWhereItIsWrong(SettingType type, String value) {
    assertThat(setting(type, null, null).faultOf(value))
        .hasValueSatisfying(
            words -> assertThat(words).isEqualTo("is not " + type.words()).doesNotContain(value));
  }

  @ParameterizedTest
  @CsvSource({
    "INTEGER, 1, 10, 0, is not 1 to 10",
    "INTEGER, 1, 10, 10, ",
    "DURATION, 1s, 1m, 61s, is not 1s to 1m",
    "DURATION, 1s, 1m, 1000, ",
    "SIZE, , 1MB, 2MB, is not at most 1MB",
    "SIZE, 1KB, , 1023, is not at least 1KB",
    "STRING, 16, , short, is not at least 16 characters long"
  })
  void keepsToItsLimits(SettingType type, String min, String max, String value, String fault) {
    assertThat(setting(type, min, max).faultOf(value).orElse(null)).isEqualTo(fault);
  }

  @Test
  void takesOnlyAllowedValuesAndWholeMatches() {
    var codec =
        new DeclaredSetting(
            "upload.codec",
            SettingType.STRING,
            false,
            false,
            null,
            null,
            null,
            List.of("auto", "jvm"),
            "Which codec.");
    assertThat(codec.faultOf("jvm")).isEmpty();
    assertThat(codec.faultOf("JVM")).contains("is none of auto, jvm");
    var key =
        new DeclaredSetting(
            "API_KEY",
            SettingType.SECRET_STRING,
            true,
            false,
            "[!-~]+",
            null,
            null,
            List.of(),
            "Key.");
    assertThat(key.secret()).isTrue();
    assertThat(key.faultOf("abc\n")).contains("does not match [!-~]+");
    assertThat(key.expectation()).isEqualTo("text, matching [!-~]+");
  }

  @ParameterizedTest
  @CsvSource({
    "INTEGER, 2, 1, min is above max",
    "INTEGER, x, , min and max must be a whole number",
    "STRING, , x, min and max must be whole numbers of characters",
    "DURATION, soon, , min and max must be a duration",
    "BOOLEAN, 1, , min and max mean nothing for a boolean"
  })
  void cannotBeDeclaredWithLimitsThatMakeNoSense(
      SettingType type, String min, String max, String words) {
    assertThatThrownBy(() -> setting(type, min, max)).hasMessageContaining(words);
  }
}
