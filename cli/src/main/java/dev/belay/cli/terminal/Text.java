package dev.belay.cli.terminal;

import java.time.Duration;

/** Text made fit for people. */
public final class Text {

  private static final int MAX_LENGTH = 20_000;

  private Text() {}

  /**
   * Without control and invisible formatting characters, which could rewrite a terminal; line feeds
   * and tabs stay. At most 20,000 characters.
   */
  public static String printable(String text) {
    String cut = text.length() > MAX_LENGTH ? text.substring(0, MAX_LENGTH) + "…" : text;
    return cut.codePoints()
        .filter(Text::harmless)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  /** Such as {@code 8 s} or {@code 3 min 20 s}. */
  public static String seconds(Duration duration) {
    long seconds = duration.toSeconds();
    return seconds < 120 ? seconds + " s" : seconds / 60 + " min " + seconds % 60 + " s";
  }

  private static boolean harmless(int codePoint) {
    return codePoint == '\n'
        || codePoint == '\t'
        || (!Character.isISOControl(codePoint)
            && Character.getType(codePoint) != Character.FORMAT
            && Character.getType(codePoint) != Character.SURROGATE);
  }
}
