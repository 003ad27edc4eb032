package dev.belay.controlplane.verification.compatibility;

import dev.belay.controlplane.verification.schema.Catalogue.Relation;
import dev.belay.controlplane.verification.schema.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What is read otherwise though it is read: rows that are hidden, values that are new. */
final class ReadRules {

  private final List<Change> changes;

  ReadRules(List<Change> changes) {
    this.changes = changes;
  }

  List<Break> judge(String sql) {
    Set<String> names =
        Sql.tokens(sql).stream()
            .filter(Sql.Token::name)
            .map(Sql.Token::text)
            .collect(Collectors.toSet());
    var breaks = new ArrayList<Break>();
    for (Change change : changes) {
      if (names.contains(change.object())) {
        named(change, names, sql, breaks);
      }
    }
    return breaks;
  }

  private static void named(Change change, Set<String> names, String sql, List<Break> breaks) {
    switch (change) {
      case Change.RowSecurityChanged(String table, Relation old, Relation now)
          when now.rowSecurity() ->
          breaks.add(
              now.policies().isEmpty()
                  ? Break.fails(table, "has row security and no policy: its rows are hidden", sql)
                  : Break.silent(table, "has row security now: some rows may be hidden", sql));
      case Change.NotNullDropped(String table, String column)
          when names.contains(column) || names.contains("*") ->
          breaks.add(Break.silent(table + "." + column, "may come without a value now", sql));
      case Change.ColumnReplaced replaced when names.contains(replaced.column()) ->
          breaks.add(
              Break.silent(
                  replaced.object() + "." + replaced.column(),
                  "is another column under the same name: values of before are gone",
                  sql));
      case Change.CollationChanged changed when names.contains(changed.column()) ->
          breaks.add(
              Break.silent(changed.object() + "." + changed.column(), "is ordered otherwise", sql));
      case Change.ViewChanged changed ->
          breaks.add(Break.silent(changed.object(), "is another query now", sql));
      case Change.TriggerAdded added ->
          breaks.add(Break.silent(added.object(), "has a trigger: " + added.name(), sql));
      case Change.TriggerDropped dropped ->
          breaks.add(Break.silent(dropped.object(), "has lost its trigger " + dropped.name(), sql));
      case Change.SequenceChanged changed ->
          breaks.add(Break.silent(changed.object(), "counts otherwise", sql));
      case Change.EnumChanged changed ->
          breaks.add(Break.silent(changed.object(), "has other labels", sql));
      default -> {}
    }
  }
}
