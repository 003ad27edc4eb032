package dev.belay.cli.terminal;

/**
 * One line that is rewritten on a terminal; elsewhere a line for each new stage, so that a log does
 * not fill up. Not for use by several threads.
 */
public final class Progress implements AutoCloseable {

  private static final int WIDTH = 110;
  private final Terminal terminal;
  private String stage = "";
  private boolean open;

  Progress(Terminal terminal) {
    this.terminal = terminal;
  }

  /**
   * @param stage what is being done; a new one is a new line in a log
   * @param detail changes often and is shown on a terminal only
   */
  public void show(String stage, String detail) {
    if (terminal.live()) {
      String line = Text.printable(stage + (detail.isEmpty() ? "" : "  " + detail)).strip();
      line = line.replace('\n', ' ');
      terminal.err().print("\r\033[K" + (line.length() > WIDTH ? line.substring(0, WIDTH) : line));
      terminal.err().flush();
      open = true;
    } else if (!stage.equals(this.stage)) {
      terminal.note(stage + (detail.isEmpty() ? "" : "  " + detail));
    }
    this.stage = stage;
  }

  /** Leaves what was shown and goes on in the next line. */
  @Override
  public void close() {
    if (open) {
      terminal.err().println();
      terminal.err().flush();
      open = false;
    }
  }
}
