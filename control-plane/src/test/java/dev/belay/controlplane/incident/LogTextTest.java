package dev.belay.controlplane.incident;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What a line of JSON says whose end was cut off at 400 characters. */
class LogTextTest {

  private static final String HEAD =
      """
      {"@timestamp":"2026-11-23T02:25:09.1Z","log":{"level":"ERROR","logger":"a.B"},"message":"renderer \\"main\\" lost its state"\
      """
          .strip();

  @Test
  void theFaultOfACutOffLineIsNamedByTypeAndWords() {
    String line =
        HEAD
            + ",\"error\":{\"type\":\"java.lang.IllegalStateException\",\"message\":\"tile cache is"
            + " inconsistent\",\"stack_trace\":\"java.lang.IllegalStateException: tile ca…";

    assertThat(LogText.of(List.of(line)).lastError())
        .contains("java.lang.IllegalStateException: tile cache is inconsistent");
    assertThat(LogText.of(List.of(line)).lines())
        .contains(new LogText.Line("renderer \"main\" lost its state", true));
  }

  @Test
  void theInnermostCauseInTheLinesThatFollowComesFirst() {
    String line = HEAD + ",\"error\":{\"type\":\"a.Outer\",\"message\":\"out…";

    assertThat(LogText.of(List.of(line, "Caused by: a.InnerException: disk gone")).lastError())
        .contains("a.InnerException: disk gone");
  }

  @Test
  void aMessageThatIsCutOffItselfIsRead() {
    assertThat(
            LogText.of(List.of("{\"level\":\"error\",\"type\":\"log\",\"msg\":\"no space le…"))
                .lastError())
        .contains("no space le…");
  }

  @Test
  void aLineWithoutAnyKnownFieldIsTakenAsItIs() {
    assertThat(LogText.of(List.of("{\"a\":\"b")).lastError()).contains("{\"a\":\"b");
  }
}
