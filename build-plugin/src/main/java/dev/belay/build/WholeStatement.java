package dev.belay.build;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Tells a text that is one whole SQL statement from parts of one and from prose. In doubt it is
 * none: a statement that is not known is only a gap, a part taken for one is a false alarm.
 */
final class WholeStatement {

  private static final Pattern COMMENT = Pattern.compile("--[^\\n]*|/\\*.*?\\*/", Pattern.DOTALL);
  private static final Pattern QUOTED = Pattern.compile("'(?:[^']|'')*'|\"[^\"]*\"");
  private static final Pattern SELECT = Pattern.compile("\\sfrom\\s+[\\w.\"(]");
  private static final Pattern INSERT = Pattern.compile("\\b(values|select)\\b");
  private static final Pattern TARGET =
      Pattern.compile(
          "(insert\\s+into|update(\\s+only)?|delete\\s+from(\\s+only)?|merge\\s+into)\\s+[a-z_\"][\\w.\"$]*(\\s|\\(|$)");
  private static final Pattern SET = Pattern.compile("\\sset\\s[^=]+=");
  private static final Pattern WITH = Pattern.compile("with\\s+(recursive\\s+)?\\w+");
  private static final Pattern WITH_AS =
      Pattern.compile("\\bas\\s+((not\\s+)?materialized\\s*)?\\(");
  private static final Pattern VERB = Pattern.compile("\\)\\s*(select|insert|update|delete)\\b");

  /** What cannot stand at an end. */
  private static final Pattern OPEN =
      Pattern.compile(
          ".*([=<>,(+/|.-]|\\b(where|and|or|not|in|like|from|join|on|set|values|by|as|into|limit|offset|between|is|select|order|group|having|union|all|with|returning|using))",
          Pattern.DOTALL);

  private WholeStatement() {}

  static boolean is(String text) {
    if (text.indexOf('\1') >= 0
        || text.contains("#{")
        || text.contains("${")
        || text.contains("%s")) {
      return false;
    }
    String bare = QUOTED.matcher(COMMENT.matcher(text).replaceAll(" ")).replaceAll("x");
    bare = bare.strip().toLowerCase(Locale.ROOT);
    if (bare.endsWith(";")) {
      bare = bare.substring(0, bare.length() - 1).strip();
    }
    return bare.indexOf(';') < 0
        && bare.indexOf('\'') < 0
        && balanced(bare)
        && hasAllParts(bare)
        && !OPEN.matcher(bare).matches();
  }

  private static boolean hasAllParts(String bare) {
    String verb = bare.split("\\s", 2)[0];
    boolean hasTarget = TARGET.matcher(bare).lookingAt();
    return switch (verb) {
      case "select" -> SELECT.matcher(bare).find();
      case "insert" -> hasTarget && INSERT.matcher(bare).find();
      case "update" -> hasTarget && SET.matcher(bare).find();
      case "delete" -> hasTarget;
      case "merge" -> hasTarget && bare.contains(" when ");
      case "with" ->
          WITH.matcher(bare).lookingAt()
              && WITH_AS.matcher(bare).find()
              && VERB.matcher(bare).find();
      default -> false;
    };
  }

  private static boolean balanced(String text) {
    int depth = 0;
    for (int i = 0; i < text.length() && depth >= 0; i++) {
      char c = text.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
    }
    return depth == 0;
  }
}
