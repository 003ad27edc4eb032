package dev.belay.statements;

import java.util.Locale;
import java.util.regex.Pattern;

/** What a statement's text alone tells. */
public final class SqlText {

  private static final Pattern COMMENTS = Pattern.compile("--[^\\n]*|/\\*.*?\\*/", Pattern.DOTALL);
  private static final Pattern QUOTED = Pattern.compile("'(?:[^']|'')*'");
  private static final Pattern LITERAL = Pattern.compile("'|\\$\\w*\\$|(?<![\\w$.\"])\\d");
  private static final Pattern READS =
      Pattern.compile("(select|values|table|show)\\b.*", Pattern.DOTALL);
  private static final Pattern CHANGES =
      Pattern.compile("\\b(insert\\s+into|update\\s|delete\\s+from|merge\\s+into)");

  private SqlText() {}

  /** Whether it changes rows. Functions that do are not seen. */
  public static boolean writes(String sql) {
    String bare = bare(sql);
    if (READS.matcher(bare).matches()) {
      return bare.contains(" into ") && bare.startsWith("select into");
    }
    return !bare.startsWith("with") || CHANGES.matcher(bare).find();
  }

  /** Whether values may stand in its text: texts, numbers. */
  static boolean hasLiterals(String sql) {
    return LITERAL.matcher(COMMENTS.matcher(sql).replaceAll(" ")).find();
  }

  private static String bare(String sql) {
    String bare = COMMENTS.matcher(sql).replaceAll(" ");
    return QUOTED.matcher(bare).replaceAll("''").strip().toLowerCase(Locale.ROOT);
  }
}
