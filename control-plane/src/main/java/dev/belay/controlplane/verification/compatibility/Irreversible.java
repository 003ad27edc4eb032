package dev.belay.controlplane.verification.compatibility;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.belay.controlplane.verification.Finding;
import dev.belay.controlplane.verification.compatibility.Sql.Token;
import dev.belay.controlplane.verification.schema.Catalogue;
import dev.belay.controlplane.verification.schema.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What migrations take away for good: old code may never miss it, and no way back brings it again.
 * Columns and tables are seen in the schemas; rows only where a script says so in plain words.
 */
final class Irreversible {

  private Irreversible() {}

  /**
   * @param applied names of the scripts that the target has already
   */
  static Optional<Finding> of(List<Change> changes, Scripts candidate, Set<String> applied) {
    var gone = new TreeSet<String>();
    var renamed = new TreeSet<String>();
    candidate
        .files()
        .values()
        .forEach(content -> renamed(new String(content.bytes(), UTF_8), renamed));
    changes.forEach(change -> lost(change, renamed).ifPresent(gone::add));
    candidate
        .files()
        .forEach((path, content) -> {
          String name = Scripts.nameOf(path);
          if (name.endsWith(".sql") && !applied.contains(name)) {
            emptied(name, new String(content.bytes(), UTF_8), gone);
          }
        });
    return gone.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Finding.warning(
                "Irreversible",
                "No way back brings again what the migrations take away: "
                    + Told.named(List.copyOf(gone)),
                "Take a copy first (pg_dump -t), or leave it until nobody can want it any more.",
                Map.of("objects", Told.named(List.copyOf(gone)))));
  }

  /** What has another name now is not gone. */
  private static void renamed(String text, Set<String> names) {
    for (List<Token> statement : statements(text)) {
      for (int i = 1; i + 1 < statement.size(); i++) {
        if (statement.get(i).is("rename")) {
          Token next = statement.get(i + 1);
          int old = next.is("to") ? i - 1 : next.is("column") ? i + 2 : i + 1;
          if (old < statement.size()) {
            names.add(statement.get(old).text());
          }
        }
      }
    }
  }

  private static Optional<String> lost(Change change, Set<String> renamed) {
    return Optional.ofNullable(
        switch (change) {
          case Change.RelationDropped dropped
              when stored(dropped) && !renamed.contains(dropped.object()) ->
              "table " + dropped.object();
          case Change.ColumnDropped dropped when !renamed.contains(dropped.column()) ->
              dropped.object() + "." + dropped.column();
          case Change.ColumnReplaced replaced -> replaced.object() + "." + replaced.column();
          default -> null;
        });
  }

  private static boolean stored(Change.RelationDropped change) {
    Catalogue.Kind kind = change.dropped().kind();
    return kind == Catalogue.Kind.TABLE || kind == Catalogue.Kind.PARTITIONED_TABLE;
  }

  private static void emptied(String script, String text, Set<String> gone) {
    for (List<Token> statement : statements(text)) {
      if (begins(statement, "truncate") || begins(statement, "delete", "from")) {
        int at = begins(statement, "truncate") ? 1 : 2;
        while (at < statement.size()
            && (statement.get(at).is("table") || statement.get(at).is("only"))) {
          at++;
        }
        if (at < statement.size()) {
          gone.add("rows of %s (%s)".formatted(statement.get(at).text(), script));
        }
      }
    }
  }

  private static boolean begins(List<Token> statement, String... words) {
    for (int i = 0; i < words.length; i++) {
      if (i >= statement.size() || !statement.get(i).is(words[i])) {
        return false;
      }
    }
    return true;
  }

  private static List<List<Token>> statements(String text) {
    var all = new ArrayList<List<Token>>();
    var one = new ArrayList<Token>();
    for (Token token : Sql.tokens(text)) {
      if (token.text().equals(";")) {
        all.add(List.copyOf(one));
        one.clear();
      } else {
        one.add(token);
      }
    }
    all.add(one);
    return all;
  }
}
