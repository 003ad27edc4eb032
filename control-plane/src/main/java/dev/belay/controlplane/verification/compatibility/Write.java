package dev.belay.controlplane.verification.compatibility;

import dev.belay.controlplane.verification.compatibility.Sql.Token;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a statement does to a table, as its words say.
 *
 * @param table without its schema
 * @param columns that are given values; empty for a delete
 * @param every whether it gives values without saying for which columns
 */
record Write(Kind kind, String table, Set<String> columns, boolean every) {

  enum Kind {
    INSERT,
    UPDATE,
    DELETE
  }

  /** Whether the column gets a value of the statement's own. */
  boolean gives(String column) {
    return every || columns.contains(column);
  }

  /** All of them, also those in WITH and after ON CONFLICT. */
  static List<Write> of(String sql) {
    List<Token> tokens = Sql.tokens(sql);
    var writes = new ArrayList<Write>();
    for (int i = 0; i < tokens.size(); i++) {
      if (isAt(tokens, i, "insert", "into")) {
        insert(tokens, i + 2, writes);
      } else if (isAt(tokens, i, "merge", "into")) {
        String table = table(tokens, skip(tokens, i + 2, "only"));
        writes.add(new Write(Kind.INSERT, table, Set.of(), true));
        writes.add(new Write(Kind.UPDATE, table, Set.of(), true));
      } else if (isAt(tokens, i, "delete", "from")) {
        writes.add(
            new Write(Kind.DELETE, table(tokens, skip(tokens, i + 2, "only")), Set.of(), false));
      } else if (tokens.get(i).is("update") && begins(tokens, i)) {
        int name = skip(tokens, i + 1, "only");
        writes.add(
            new Write(
                Kind.UPDATE, table(tokens, name), assigned(tokens, after(tokens, name)), false));
      }
    }
    return writes;
  }

  private static void insert(List<Token> tokens, int at, List<Write> writes) {
    String table = table(tokens, at);
    int next = after(tokens, at);
    if (next < tokens.size() && tokens.get(next).is("as")) {
      next += 2;
    }
    var columns = new TreeSet<String>();
    boolean listed = next < tokens.size() && tokens.get(next).is("(") && !query(tokens, next + 1);
    if (listed) {
      for (int i = next + 1; i < tokens.size() && !tokens.get(i).is(")"); i++) {
        if (tokens.get(i).name()) {
          columns.add(tokens.get(i).text());
        }
      }
    }
    boolean defaults = isAt(tokens, next, "default", "values");
    writes.add(new Write(Kind.INSERT, table, columns, !listed && !defaults));
    for (int i = next; i + 4 < tokens.size(); i++) {
      if (isAt(tokens, i, "do", "update")) {
        writes.add(new Write(Kind.UPDATE, table, assigned(tokens, i + 2), false));
        return;
      }
    }
  }

  private static boolean query(List<Token> tokens, int at) {
    return at < tokens.size() && (tokens.get(at).is("select") || tokens.get(at).is("with"));
  }

  /** {@code for update}, {@code on update} and {@code do update} are no updates of their own. */
  private static boolean begins(List<Token> tokens, int at) {
    return at == 0 || tokens.get(at - 1).is("(") || tokens.get(at - 1).is(")");
  }

  private static Set<String> assigned(List<Token> tokens, int from) {
    var columns = new TreeSet<String>();
    int at = from;
    while (at < tokens.size() && !tokens.get(at).is("set")) {
      at++;
    }
    int depth = 0;
    boolean target = true;
    for (int i = at + 1; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      if (depth == 0 && (token.is("where") || token.is("from") || token.is("returning"))) {
        break;
      }
      if (target && token.name()) {
        columns.add(token.text());
      } else if (target && token.is("=")) {
        target = false;
      } else if (token.is("(")) {
        depth++;
      } else if (token.is(")")) {
        depth--;
      } else if (depth == 0 && token.is(",")) {
        target = true;
      }
      if (depth < 0) {
        break;
      }
    }
    return columns;
  }

  private static boolean isAt(List<Token> tokens, int at, String first, String second) {
    return at + 1 < tokens.size() && tokens.get(at).is(first) && tokens.get(at + 1).is(second);
  }

  private static int skip(List<Token> tokens, int at, String word) {
    return at < tokens.size() && tokens.get(at).is(word) ? at + 1 : at;
  }

  private static String table(List<Token> tokens, int at) {
    int last = after(tokens, at) - 1;
    return last < tokens.size() && last >= 0 ? tokens.get(last).text() : "";
  }

  /** Behind a name and its schema. */
  private static int after(List<Token> tokens, int at) {
    int next = at + 1;
    while (next + 1 < tokens.size() && tokens.get(next).is(".")) {
      next += 2;
    }
    return next;
  }
}
