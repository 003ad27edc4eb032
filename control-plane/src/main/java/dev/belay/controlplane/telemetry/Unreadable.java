package dev.belay.controlplane.telemetry;

/** An instance's counts could not be read; says what is wrong with what it answered. */
final class Unreadable extends Exception {

  private static final long serialVersionUID = 1L;

  /** Shown of what others wrote, so that no log is flooded. */
  private static final int SHOWN = 120;

  Unreadable(String message) {
    super(message);
  }

  /** A part of what others wrote, on one line. */
  static String shown(String text) {
    String line = text.replaceAll("\\p{Cntrl}", "?");
    return line.length() > SHOWN ? line.substring(0, SHOWN) + "…" : line;
  }
}
