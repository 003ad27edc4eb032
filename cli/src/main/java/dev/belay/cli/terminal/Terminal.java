package dev.belay.cli.terminal;

import java.io.PrintWriter;
import java.util.Map;

/**
 * Results go to {@code out}, everything else to {@code err}, so that a pipe sees results only.
 *
 * @param colourOut whether results may be coloured
 * @param colourErr whether progress and errors may be coloured
 * @param live whether {@code err} is a terminal, where a progress line can be rewritten
 */
public record Terminal(
    PrintWriter out, PrintWriter err, boolean colourOut, boolean colourErr, boolean live) {

  /** The process's own streams; {@code belay.tty} names those that are terminals. */
  public static Terminal ofProcess(Map<String, String> environment) {
    String terminals = System.getProperty("belay.tty", "");
    boolean colour =
        environment.getOrDefault("NO_COLOR", "").isEmpty()
            && !environment.getOrDefault("TERM", "dumb").equals("dumb");
    boolean err = terminals.contains("err");
    return new Terminal(
        new PrintWriter(System.out, true),
        new PrintWriter(System.err, true),
        colour && terminals.contains("out"),
        colour && err,
        err && !environment.getOrDefault("TERM", "dumb").equals("dumb"));
  }

  /** A line of the result. */
  public void result(String line) {
    out.println(Text.printable(line));
    out.flush();
  }

  /** A line of the result in a colour that stands for how good it is. */
  public void result(String line, Tone tone) {
    out.println(tone.paint(Text.printable(line), colourOut));
    out.flush();
  }

  /** A line beside the result. */
  public void note(String line) {
    err.println(Text.printable(line));
    err.flush();
  }

  public void error(String message) {
    err.println(Tone.BAD.paint("belay: ", colourErr) + Text.printable(message));
    err.flush();
  }

  /** A line that says what is being waited for. */
  public Progress progress() {
    return new Progress(this);
  }
}
