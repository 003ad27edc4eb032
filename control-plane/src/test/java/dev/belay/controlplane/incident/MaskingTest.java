package dev.belay.controlplane.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskingTest {

  private final Masking masking = Masking.of();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password=s3cr3t!",
        "ERROR x: password=s3cr3t!",
        "message=url:token=s3cr3t!",
        "spring.datasource.password: s3cr3t!",
        "{\"apiKey\":\"s3cr3t!\"}",
        "{\"message\":\"{\\\"api_key\\\":\\\"s3cr3t!\\\"}\"}",
        "X-Api-Key: s3cr3t!",
        "GPU_API_KEY=s3cr3t!",
        "AWS_SECRET_ACCESS_KEY=s3cr3t!",
        "Authorization: Bearer s3cr3t.token-of_mine",
        "proxy said: Basic dXNlcjpzM2NyM3Qh=s3cr3t!",
        "jdbc:postgresql://app:s3cr3t!@db/x",
        "jdbc:postgresql://db/x?user=a&password=s3cr3t!&ssl=true",
        "Value: \"s3cr3t!\"",
        "Field error in object 'x' on field 'y': rejected value [s3cr3t!]; codes",
        "Detail: Failing row contains (1, s3cr3t!, null).",
        "Key (email)=(s3cr3t!) already exists",
        "token eyJhbGciOiJIUzI1NiJ9.eyJzM2NyM3Qh.s3cr3t here: eyJhbGciOiJIUzI1NiJ9.s3cr3t"
      })
  void blackensSecrets(String text) {
    assertThat(masking.text(text)).contains("******").doesNotContain("s3cr3t");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "belay startup problem: {\"type\":\"MissingSetting\",\"settings\":[\"API_KEY\",\"X_TOKEN\"]}",
        "Could not resolve placeholder 'api.key' in value \"${api.key}\"",
        "Property: upload.gpu.key",
        "Value: \"null\"",
        "Value: \"\"",
        "Reason: must not be blank",
        "Caused by: java.io.EOFException: queue/7 ended",
        "/srv/pictures: Read-only file system"
      })
  void leavesWhatTellsOfTheFault(String text) {
    assertThat(masking.text(text)).isEqualTo(text);
  }

  @Test
  void cutsOnlyAfterMasking() {
    String text = "x".repeat(390) + " password=" + "s3cr3t!".repeat(50);

    assertThat(masking.text(text))
        .hasSizeLessThanOrEqualTo(Masking.MAX_TEXT)
        .doesNotContain("s3cr");
  }

  @Test
  @Timeout(20)
  void takesHostileTextInLittleTime() {
    for (String hostile :
        List.of(
            "token_".repeat(200_000) + "=".repeat(100),
            "key (".repeat(100_000),
            "://a:".repeat(100_000),
            "token: \\\"".repeat(100_000),
            "failing row contains (".repeat(100_000),
            "bearer ".repeat(100_000))) {
      for (int i = 0; i < 40; i++) {
        assertThat(masking.text(hostile)).hasSizeLessThanOrEqualTo(Masking.MAX_TEXT);
      }
    }
  }

  @Test
  void takesAwayWhatWouldSteerATerminal() {
    assertThat(masking.text("\u001b[31m\u202eevil\r\n")).doesNotContain("\u001b", "\n", "\u202e");
  }
}
