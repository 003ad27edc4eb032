package dev.belay.controlplane.verification.compatibility;

import dev.belay.controlplane.verification.compatibility.Write.Kind;
import dev.belay.controlplane.verification.schema.Catalogue;
import dev.belay.controlplane.verification.schema.Catalogue.Column;
import dev.belay.controlplane.verification.schema.Catalogue.Constraint;
import dev.belay.controlplane.verification.schema.Catalogue.ConstraintKind;
import dev.belay.controlplane.verification.schema.Catalogue.Relation;
import dev.belay.controlplane.verification.schema.Change;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a plan does not show: a server refuses rows only when it sees their values. One rule for
 * each kind of change that makes writes of the old code fail though their plan is made.
 */
final class WriteRules {

  private static final Pattern HASH = Pattern.compile("modulus (\\d{1,9})");

  private final Catalogue before;
  private final List<Change> changes;
  private final ConstraintRules constraints;

  WriteRules(Catalogue before, Catalogue after, List<Change> changes) {
    this.before = before;
    this.changes = changes;
    this.constraints = new ConstraintRules(before, after);
  }

  /** What may happen to a statement whose plan the changed schema has. */
  List<Break> judge(String sql) {
    var breaks = new ArrayList<Break>();
    for (Write write : Write.of(sql)) {
      for (Change change : changes) {
        judge(change, write, sql).ifPresent(breaks::add);
      }
    }
    return breaks;
  }

  private Optional<Break> judge(Change change, Write write, String sql) {
    boolean same = change.object().equals(write.table());
    return switch (change) {
      case Change.ConstraintAdded(String table, String name, Constraint added) ->
          constraints.added(table, name, added, null, write, sql);
      case Change.ConstraintChanged(String table, String name, Constraint old, Constraint now)
          when !ConstraintRules.demand(old).equals(ConstraintRules.demand(now)) ->
          constraints.added(table, name, now, old, write, sql);
      case Change.ConstraintDropped(String table, String name, Constraint gone)
          when same && gone.kind() == ConstraintKind.UNIQUE && write.kind() != Kind.DELETE ->
          Optional.of(Break.silent(table, "is no longer unique by " + name, sql));
      case Change.IndexAdded(String table, String name, Catalogue.Index added)
          when added.unique() && before.relations().containsKey(table) && !backs(table, name) ->
          constraints.uniqueIndex(table, name, added, write, sql);
      case Change.DomainChanged(String name, Catalogue.Domain old, Catalogue.Domain now) ->
          constraints.domain(name, old, now, write, sql);
      case Change.EnumChanged(String name, List<String> old, List<String> now) ->
          labels(name, old, now, write, sql);
      default -> same ? column(change, write, sql) : Optional.empty();
    };
  }

  private static Optional<Break> column(Change change, Write write, String sql) {
    return Optional.ofNullable(
        switch (change) {
          case Change.ColumnAdded(String table, String name, Column added)
              when insertsWithout(write, name) && !added.mayBeLeftOut() ->
              leftOut(table, name, sql);
          case Change.NotNullSet(String table, String name, Column now)
              when insertsWithout(write, name) && !now.mayBeLeftOut() ->
              leftOut(table, name, sql);
          case Change.NotNullSet(String table, String name, Column now)
              when write.kind() != Kind.DELETE && write.gives(name) ->
              Break.depends(
                  table + "." + name,
                  "must have a value now, and is written with one that may be null",
                  sql,
                  Question.any(table, id(name) + " is null"));
          case Change.DefaultChanged(String table, String name, Column old, Column now)
              when insertsWithout(write, name) ->
              now.mayBeLeftOut()
                  ? Break.silent(table + "." + name, "gets another value by itself", sql)
                  : leftOut(table, name, sql);
          case Change.IdentityChanged(String table, String name, Column old, Column now)
              when insertsWithout(write, name) && !now.mayBeLeftOut() ->
              leftOut(table, name, sql);
          case Change.GeneratedChanged(String table, String name, Column old, Column now)
              when write.kind() != Kind.DELETE ->
              Break.silent(table + "." + name, "is computed otherwise than before", sql);
          case Change.ColumnReplaced(String table, String name, Column old, Column now)
              when insertsWithout(write, name) && !now.mayBeLeftOut() ->
              leftOut(table, name, sql);
          case Change.TypeChanged(String table, String name, String old, String now)
              when write.kind() != Kind.DELETE && write.gives(name) ->
              narrowed(table, name, old, now, sql);
          case Change.KindChanged(String table, Relation old, Relation now)
              when now.kind() == Catalogue.Kind.PARTITIONED_TABLE
                  && write.kind() != Kind.DELETE
                  && !takesAll(now.partitions().values()) ->
              Break.depends(
                  table, "is partitioned now: a row that no partition takes is refused", sql, null);
          default -> null;
        });
  }

  /** By a default partition, or by hash partitions for each remainder. */
  private static boolean takesAll(Collection<String> bounds) {
    if (bounds.contains("DEFAULT")) {
      return true;
    }
    double share = 0;
    for (String bound : bounds) {
      Matcher hash = HASH.matcher(bound);
      share += hash.find() ? 1 / Double.parseDouble(hash.group(1)) : 0;
    }
    return share > 0.999;
  }

  private static @Nullable Break narrowed(
      String table, String name, String old, String now, String sql) {
    String object = table + "." + name;
    return switch (Types.change(old, now)) {
      case WIDER -> null;
      case OTHER -> Break.silent(object, "is %s now, was %s".formatted(now, old), sql);
      case NARROWER -> {
        String tooLarge = Types.tooLarge(id(name), now);
        yield Break.depends(
            object,
            "holds less as %s than as %s".formatted(now, old),
            sql,
            tooLarge == null ? null : Question.any(table, tooLarge));
      }
    };
  }

  private Optional<Break> labels(
      String type, List<String> old, List<String> now, Write write, String sql) {
    List<String> gone = old.stream().filter(label -> !now.contains(label)).toList();
    Relation relation = before.relations().get(write.table());
    if (gone.isEmpty() || relation == null || write.kind() == Kind.DELETE) {
      return Optional.empty();
    }
    String labels =
        gone.stream()
            .map(label -> "'" + label.replace("'", "''") + "'")
            .collect(Collectors.joining(", "));
    return relation.columns().entrySet().stream()
        .filter(column -> column.getValue().type().equals(type) && write.gives(column.getKey()))
        .findFirst()
        .map(column ->
            Break.depends(
                write.table() + "." + column.getKey(),
                "cannot be %s any more".formatted(labels),
                sql,
                Question.any(
                    write.table(), "%s::text in (%s)".formatted(id(column.getKey()), labels))));
  }

  private static Break leftOut(String table, String column, String sql) {
    return Break.fails(table + "." + column, "must have a value now, and is left out", sql);
  }

  private static boolean insertsWithout(Write write, String column) {
    return write.kind() == Kind.INSERT && !write.gives(column);
  }

  /** A constraint's own index is told with the constraint. */
  private boolean backs(String table, String name) {
    return changes.stream()
        .anyMatch(change ->
            change instanceof Change.ConstraintAdded(String of, String key, Constraint added)
                && of.equals(table)
                && key.equals(name));
  }

  static String id(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }
}
