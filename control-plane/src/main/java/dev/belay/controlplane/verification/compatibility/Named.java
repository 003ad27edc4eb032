package dev.belay.controlplane.verification.compatibility;

import dev.belay.controlplane.verification.schema.Change;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the server misses, as {@code table.column}, of what it says. */
final class Named {

  private static final Pattern OF_RELATION =
      Pattern.compile("column \"([^\"]+)\" of relation \"([^\"]+)\"");
  private static final Pattern COLUMN =
      Pattern.compile("column (?:reference )?(?:\"([^\"]+)\"|(?:\\w+\\.)*(\\w+))");
  private static final Pattern QUOTED = Pattern.compile("\"([^\"]+)\"");
  private static final Pattern FUNCTION = Pattern.compile("function ([^ (]+)");

  private Named() {}

  static String of(String words, String sql, List<Change> changes) {
    Matcher both = OF_RELATION.matcher(words);
    if (both.find()) {
      return both.group(2) + "." + both.group(1);
    }
    Matcher column = COLUMN.matcher(words);
    if (column.find()) {
      String name = column.group(1) == null ? column.group(2) : column.group(1);
      return withTable(name, sql, changes);
    }
    Matcher quoted = QUOTED.matcher(words);
    if (quoted.find()) {
      return quoted.group(1);
    }
    Matcher function = FUNCTION.matcher(words);
    return function.find() ? function.group(1) : "statement";
  }

  /** The server names the alias at best; of what was changed only one table may be meant. */
  static String withTable(String column, String sql, List<Change> changes) {
    Set<String> words =
        Sql.tokens(sql).stream()
            .filter(Sql.Token::name)
            .map(Sql.Token::text)
            .collect(Collectors.toSet());
    return changes.stream()
        .filter(change -> words.contains(change.object()))
        .filter(change ->
            switch (change) {
              case Change.ColumnDropped dropped -> dropped.column().equals(column);
              case Change.ColumnAdded added -> added.column().equals(column);
              case Change.ColumnReplaced replaced -> replaced.column().equals(column);
              case Change.TypeChanged type -> type.column().equals(column);
              default -> false;
            })
        .map(change -> change.object() + "." + column)
        .findFirst()
        .orElse(column);
  }
}
