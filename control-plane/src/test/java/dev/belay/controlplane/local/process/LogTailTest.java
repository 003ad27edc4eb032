package dev.belay.controlplane.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

  @Test
  void leavesOutALineWhoseBeginningIsNotRead() throws Exception {
    String text = "the-secret" + "y".repeat(70_000) + "\nlast\n";
    Path log = Files.writeString(directory.resolve("log"), text);

    assertThat(LogTail.lastLines(log, 0)).isEqualTo("last");
  }
}
