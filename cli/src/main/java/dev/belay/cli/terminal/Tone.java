package dev.belay.cli.terminal;

/** How good news is. */
public enum Tone {
  GOOD("32"),
  WARN("33"),
  BAD("31"),
  PLAIN("");

  private final String code;

  Tone(String code) {
    this.code = code;
  }

  String paint(String text, boolean colour) {
    return colour && !code.isEmpty() ? "\033[" + code + "m" + text + "\033[0m" : text;
  }
}
