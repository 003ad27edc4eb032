package dev.belay.controlplane.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LogTailTest {

  @TempDir private Path directory;

  @Test
  void keepsFewFramesOfATraceSoThatItsCausesFit() {
    var trace = new StringBuilder("a.B: outer\n");
    for (int i = 0; i < 60; i++) {
      trace.append("\tat a.b.C.d(C.java:").append(i).append(")\n");
    }
    trace.append("Caused by: e.F: inner\n\tat a.b.C.d(C.java:1)\n\t... 59 more\n");

    assertThat(LogTail.lastLines(trace.toString()).lines())
        .containsExactly(
            "a.B: outer",
            " at a.b.C.d(C.java:0)",
            " at a.b.C.d(C.java:1)",
            " at a.b.C.d(C.java:2)",
            "Caused by: e.F: inner",
            " at a.b.C.d(C.java:1)",
            " ... 59 more");
  }

  @Test
  void unfoldsATraceInsideALongLineOfJson() {
    String json =
        "{\"level\":\"ERROR\",\"stack_trace\":\"a.B: outer"
            + "\\n\\tat a.b.C.d(C.java:1)".repeat(80)
            + "\\nCaused by: e.F: inner\\n\"}";

    assertThat(LogTail.lastLines(json).lines()).contains("Caused by: e.F: inner").hasSize(6);
  }

  @Test
  void masksBeforeItCuts() throws Exception {
    Path log = Files.writeString(directory.resolve("log"), "x".repeat(395) + "the-secret\n");

    assertThat(LogTail.lastLines(log, 0, text -> text.replace("the-secret", "***")))
        .endsWith("***")
        .doesNotContain("the-");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-24T03:10:35.123Z  INFO 4711 --- [upload-service] [handler-3] [] d.b.Steps : stored",
        "03:10:35.123 [main] DEBUG d.b.Steps - stored",
        "{\"@timestamp\":\"2026-11-24T03:10:35.123Z\",\"log\":{\"level\":\"INFO\"},\"message\":\"stored\"}"
      })
  void keepsWhatTellsOfSomethingWrongWhereBusinessAsUsualWouldPushItOut(String routine) {
    String wrong = "2026-11-24T03:10:34.000Z ERROR 4711 --- [main] a.B : it broke\na.b.C: why\n";

    String tail = LogTail.lastLines(wrong + (routine + "\n").repeat(500));

    assertThat(tail.lines()).hasSize(LogTail.MAX_LINES).contains("a.b.C: why");
    assertThat(tail).contains("it broke").endsWith(routine);
  }

  @Test
  void keepsTheNewestWhereAllOfItTellsOfSomethingWrong() {
    var text = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      text.append("ERROR ").append(i).append('\n');
    }

    assertThat(LogTail.lastLines(text.toString()).lines())
        .hasSize(LogTail.MAX_LINES)
        .startsWith("ERROR 60")
        .endsWith("ERROR 99");
  }

  @Test
  void leavesOutALineWhoseBeginningIsNotRead() throws Exception {
    String text = "the-secret" + "y".repeat(300_000) + "\nlast\n";
    Path log = Files.writeString(directory.resolve("log"), text);

    assertThat(LogTail.lastLines(log, 0)).isEqualTo("last");
  }
}
