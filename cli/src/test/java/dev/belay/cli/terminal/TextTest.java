package dev.belay.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TextTest {

  @Test
  void takesOutWhatCouldRewriteATerminal() {
    assertThat(Text.printable("a\033[2Jb\r\u202ec\u0007\u009bd\ne\tf 😀"))
        .isEqualTo("a[2Jbcd\ne\tf 😀");
  }

  @Test
  void cutsWhatIsEndless() {
    assertThat(Text.printable("x".repeat(1_000_000))).hasSize(20_001);
  }

  @Test
  void saysSecondsAsPeopleDo() {
    assertThat(Text.seconds(Duration.ofMillis(8_900))).isEqualTo("8 s");
    assertThat(Text.seconds(Duration.ofSeconds(200))).isEqualTo("3 min 20 s");
  }

  @Test
  void aLogGetsALineForEachStageAndATerminalOneThatChanges() {
    assertThat(shown(false))
        .isEqualTo("one  1 s" + System.lineSeparator() + "two  3 s" + System.lineSeparator());
    assertThat(shown(true)).contains("\r\033[Kone  2 s").endsWith(System.lineSeparator());
  }

  private static String shown(boolean live) {
    var err = new StringWriter();
    var terminal = new Terminal(new PrintWriter(err), new PrintWriter(err), false, false, live);
    try (Progress progress = terminal.progress()) {
      progress.show("one", "1 s");
      progress.show("one", "2 s");
      progress.show("two", "3 s");
    }
    return err.toString();
  }

  @Test
  void coloursOnlyWhereItIsWanted() {
    var out = new StringWriter();
    new Terminal(new PrintWriter(out), new PrintWriter(out), true, false, false)
        .result("good\033[1m", Tone.GOOD);
    new Terminal(new PrintWriter(out), new PrintWriter(out), false, false, false)
        .result("plain", Tone.GOOD);

    assertThat(out.toString().lines()).containsExactly("\033[32mgood[1m\033[0m", "plain");
  }
}
