package dev.belay.controlplane.verification.compatibility;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Words of a statement, as far as it takes to see what it writes. No parser: whether a statement is
 * right is the server's to say.
 */
final class Sql {

  private static final int MOST_TOKENS = 20_000;

  private Sql() {}

  /**
   * @param text unquoted names in small letters, quoted ones without their quotes, literals as
   *     {@code '}
   * @param name whether it can name a table or a column
   */
  record Token(String text, boolean name, boolean quoted) {

    boolean is(String word) {
      return !quoted && text.equals(word);
    }
  }

  static List<Token> tokens(String sql) {
    var tokens = new ArrayList<Token>();
    int at = 0;
    while (at < sql.length() && tokens.size() < MOST_TOKENS) {
      char c = sql.charAt(at);
      int end = opaque(sql, at);
      if (Character.isWhitespace(c)) {
        at++;
      } else if (end > at && c == '"') {
        tokens.add(new Token(sql.substring(at + 1, Math.max(at + 1, end - 1)), true, true));
        at = end;
      } else if (end > at) {
        if (c == '\'' || c == '$') {
          tokens.add(new Token("'", false, false));
        }
        at = end;
      } else if (isWord(c)) {
        int from = at;
        while (at < sql.length() && (isWord(sql.charAt(at)) || sql.charAt(at) == '$')) {
          at++;
        }
        String word = sql.substring(from, at).toLowerCase(Locale.ROOT);
        tokens.add(new Token(word, !Character.isDigit(c), false));
      } else {
        tokens.add(new Token(String.valueOf(c), false, false));
        at++;
      }
    }
    return tokens;
  }

  /**
   * The statement with {@code $1}, {@code $2} for {@code ?} and {@code :name}; a name that comes
   * again is the same parameter. {@code ??} is an operator's question mark, as the driver has it.
   */
  static Numbered numbered(String sql) {
    var text = new StringBuilder();
    var names = new ArrayList<String>();
    int at = 0;
    while (at < sql.length()) {
      char c = sql.charAt(at);
      int skip = opaque(sql, at);
      if (skip > at) {
        text.append(sql, at, skip);
        at = skip;
        continue;
      }
      if (sql.startsWith("::", at) || sql.startsWith("??", at)) {
        skip = at + 2;
      } else if (isWord(c)) {
        skip = at + 1;
        while (skip < sql.length() && isWord(sql.charAt(skip))) {
          skip++;
        }
      }
      if (skip > at) {
        text.append(c == '?' ? "?" : sql.substring(at, skip));
        at = skip;
      } else if (c == '?') {
        names.add("");
        text.append('$').append(names.size());
        at++;
      } else if (c == ':' && at + 1 < sql.length() && isLetter(sql.charAt(at + 1))) {
        int from = ++at;
        while (at < sql.length() && isWord(sql.charAt(at))) {
          at++;
        }
        String name = sql.substring(from, at);
        if (!names.contains(name)) {
          names.add(name);
        }
        text.append('$').append(names.indexOf(name) + 1);
      } else {
        text.append(c);
        at++;
      }
    }
    return new Numbered(text.toString(), names.size());
  }

  /** A statement for the server's own PREPARE. */
  record Numbered(String sql, int parameters) {}

  /** Behind a comment, a literal or a quoted name that begins here; else the same place. */
  private static int opaque(String sql, int at) {
    return switch (sql.charAt(at)) {
      case '-' -> sql.startsWith("--", at) ? end(sql, "\n", at + 2) : at;
      case '/' -> sql.startsWith("/*", at) ? end(sql, "*/", at + 2) : at;
      case '\'' -> literal(sql, at);
      case '"' -> end(sql, "\"", at + 1);
      case '$' -> {
        String tag = dollarQuote(sql, at);
        yield tag.isEmpty() ? at : end(sql, tag, at + tag.length());
      }
      default -> at;
    };
  }

  private static boolean isLetter(char c) {
    return Character.isLetter(c) || c == '_';
  }

  private static boolean isWord(char c) {
    return Character.isLetterOrDigit(c) || c == '_';
  }

  private static int end(String sql, String closing, int from) {
    int found = sql.indexOf(closing, from);
    return found < 0 ? sql.length() : found + closing.length();
  }

  /** After the closing quote; a doubled one is part of it, a backslash only after E. */
  private static int literal(String sql, int from) {
    boolean escapes =
        from > 0
            && (sql.charAt(from - 1) == 'E' || sql.charAt(from - 1) == 'e')
            && (from == 1 || !isWord(sql.charAt(from - 2)));
    int at = from + 1;
    while (at < sql.length()) {
      char c = sql.charAt(at);
      if (escapes && c == '\\') {
        at += 2;
      } else if (c != '\'') {
        at++;
      } else if (at + 1 < sql.length() && sql.charAt(at + 1) == '\'') {
        at += 2;
      } else {
        return at + 1;
      }
    }
    return sql.length();
  }

  /** The tag with which a dollar-quoted text begins and ends; empty if none begins here. */
  private static String dollarQuote(String sql, int from) {
    int at = from + 1;
    while (at < sql.length() && isWord(sql.charAt(at))) {
      at++;
    }
    boolean tag = at < sql.length() && sql.charAt(at) == '$';
    boolean number = from + 1 < sql.length() && Character.isDigit(sql.charAt(from + 1));
    return tag && !number ? sql.substring(from, at + 1) : "";
  }
}
