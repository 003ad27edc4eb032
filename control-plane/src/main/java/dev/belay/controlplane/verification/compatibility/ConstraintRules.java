package dev.belay.controlplane.verification.compatibility;

import static dev.belay.controlplane.verification.compatibility.WriteRules.id;

import dev.belay.controlplane.verification.compatibility.Write.Kind;
import dev.belay.controlplane.verification.schema.Catalogue;
import dev.belay.controlplane.verification.schema.Catalogue.Column;
import dev.belay.controlplane.verification.schema.Catalogue.Constraint;
import dev.belay.controlplane.verification.schema.Catalogue.ConstraintKind;
import dev.belay.controlplane.verification.schema.Catalogue.Domain;
import dev.belay.controlplane.verification.schema.Catalogue.Index;
import dev.belay.controlplane.verification.schema.Catalogue.Reference;
import dev.belay.controlplane.verification.schema.Catalogue.Relation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What rows must obey from now on, and whether the old code writes rows that do not. */
final class ConstraintRules {

  private final Catalogue before;
  private final Catalogue after;

  ConstraintRules(Catalogue before, Catalogue after) {
    this.before = before;
    this.after = after;
  }

  /** A constraint that is new, or demands something else than before. */
  Optional<Break> added(
      String table,
      String name,
      Constraint added,
      @Nullable Constraint old,
      Write write,
      String sql) {
    if (!added.enforced() || !before.relations().containsKey(table)) {
      return newTable(table, added, write, sql);
    }
    return switch (added.kind()) {
      case FOREIGN_KEY -> foreignKey(table, name, added, old, write, sql);
      case PRIMARY_KEY, UNIQUE -> unique(table, name, added.columns(), quoted(added), write, sql);
      case CHECK, EXCLUSION -> check(table, name, added, write, sql);
    };
  }

  /** A unique index that no constraint tells of. */
  Optional<Break> uniqueIndex(String table, String name, Index added, Write write, String sql) {
    Relation relation = after.relations().get(table);
    List<String> columns =
        relation == null
            ? List.of()
            : added.keys().stream().filter(relation.columns()::containsKey).toList();
    boolean plain = columns.size() == added.keys().size() && added.condition() == null;
    if (plain) {
      return unique(
          table, name, columns, columns.stream().map(WriteRules::id).toList(), write, sql);
    }
    if (!concerns(write, table, List.of())) {
      return Optional.empty();
    }
    String words = "must be unique now, by " + name;
    return Optional.of(
        Break.depends(table, words, sql, duplicates(table, added.keys(), added.condition())));
  }

  Optional<Break> domain(String name, Domain old, Domain now, Write write, String sql) {
    Relation relation = after.relations().get(write.table());
    var added = new TreeMap<>(now.constraints());
    added.keySet().removeAll(old.constraints().keySet());
    if (relation == null || added.isEmpty() || write.kind() == Kind.DELETE) {
      return Optional.empty();
    }
    return relation.columns().entrySet().stream()
        .filter(column -> column.getValue().type().equals(name) && write.gives(column.getKey()))
        .findFirst()
        .map(column -> domain(write.table(), column, name, added, sql));
  }

  private static Break domain(
      String table,
      Map.Entry<String, Column> column,
      String name,
      Map<String, String> added,
      String sql) {
    String demands = String.join(" and ", added.values());
    String broken =
        added.values().stream()
            .map(check -> "not " + expression(check).replace("VALUE", id(column.getKey())))
            .collect(Collectors.joining(" or "));
    return Break.depends(
        table + "." + column.getKey(),
        "must obey the domain %s now: %s".formatted(name, demands),
        sql,
        Question.any(table, broken));
  }

  private static Optional<Break> newTable(String table, Constraint added, Write write, String sql) {
    Reference other = added.references();
    boolean deletes =
        added.enforced()
            && other != null
            && write.kind() == Kind.DELETE
            && write.table().equals(other.table());
    return deletes
        ? Optional.of(
            Break.silent(
                write.table(),
                "cannot be deleted once %s, which is new, refers to it".formatted(table),
                sql))
        : Optional.empty();
  }

  private Optional<Break> check(
      String table, String name, Constraint added, Write write, String sql) {
    if (!concerns(write, table, added.columns()) || isNew(table, added.columns())) {
      return Optional.empty();
    }
    String words = "must obey %s now: %s".formatted(name, demand(added));
    Question question =
        added.kind() == ConstraintKind.CHECK
            ? new Question(
                table,
                "select 1 from %s where not %s limit 1"
                    .formatted(withNewColumns(table, added.columns()), expression(demand(added))))
            : null;
    return Optional.of(Break.depends(at(table, added.columns()), words, sql, question));
  }

  /** The rows of today with the values that new columns will have in rows of the old code. */
  private String withNewColumns(String table, List<String> columns) {
    var added = new ArrayList<String>();
    Relation relation = after.relations().get(table);
    for (String column : columns) {
      Column described = relation == null ? null : relation.columns().get(column);
      if (described != null && !isOld(table, List.of(column))) {
        String value = described.defaultExpression();
        added.add("(%s)::%s as %s".formatted(value, described.type(), id(column)));
      }
    }
    return added.isEmpty()
        ? id(table)
        : "(select t.*, %s from %s t) rows_of_today".formatted(String.join(", ", added), id(table));
  }

  private Optional<Break> unique(
      String table, String name, List<String> columns, List<String> keys, Write write, String sql) {
    if (!concerns(write, table, columns)
        || wasUnique(table, columns)
        || isNew(table, columns) && !repeats(table, columns)) {
      return Optional.empty();
    }
    Question question = isOld(table, columns) ? duplicates(table, keys, null) : null;
    return Optional.of(
        Break.depends(at(table, columns), "must be unique now, by " + name, sql, question));
  }

  /** Whether rows of the old code all get the same value in a new column. */
  private boolean repeats(String table, List<String> columns) {
    Relation relation = after.relations().get(table);
    return relation != null
        && columns.stream()
            .map(relation.columns()::get)
            .allMatch(column ->
                column != null
                    && column.defaultExpression() != null
                    && !column.defaultExpression().contains("("));
  }

  private static Question duplicates(String table, List<String> keys, @Nullable String condition) {
    String present =
        keys.stream().map(key -> "(" + key + ") is not null").collect(Collectors.joining(" and "));
    return new Question(
        table,
        "select 1 from %s where %s%s group by %s having count(*) > 1 limit 1"
            .formatted(
                id(table),
                present,
                condition == null ? "" : " and (" + condition + ")",
                String.join(", ", keys)));
  }

  private Optional<Break> foreignKey(
      String table,
      String name,
      Constraint added,
      @Nullable Constraint old,
      Write write,
      String sql) {
    Reference other = added.references();
    if (other == null) {
      return Optional.empty();
    }
    boolean parent =
        write.table().equals(other.table())
            && (write.kind() == Kind.DELETE
                || write.kind() == Kind.UPDATE && other.columns().stream().anyMatch(write::gives));
    boolean child = concerns(write, table, added.columns());
    String object = at(table, added.columns());
    if (old != null) {
      // The rows obey it already; what is new is what becomes of them when their parent goes.
      return parent && cares(old) && !cares(added)
          ? Optional.of(
              Break.depends(
                  object,
                  "keeps rows of %s from being deleted now".formatted(other.table()),
                  sql,
                  null))
          : Optional.empty();
    }
    if (isNew(table, added.columns()) || !child && !parent) {
      return Optional.empty();
    }
    Question question =
        isOld(table, added.columns()) ? orphans(table, added.columns(), other) : null;
    String words = "must exist in %s now, by %s".formatted(other.table(), name);
    return Optional.of(Break.depends(object, words, sql, question));
  }

  /** Whether rows follow their parent. */
  private static boolean cares(Constraint foreignKey) {
    return foreignKey.definition().contains("ON DELETE CASCADE")
        || foreignKey.definition().contains("ON DELETE SET ");
  }

  private static Question orphans(String table, List<String> columns, Reference other) {
    var pairs = new ArrayList<String>();
    var present = new ArrayList<String>();
    for (int i = 0; i < columns.size() && i < other.columns().size(); i++) {
      pairs.add("p.%s = c.%s".formatted(id(other.columns().get(i)), id(columns.get(i))));
      present.add("c.%s is not null".formatted(id(columns.get(i))));
    }
    return new Question(
        table,
        "select 1 from %s c where %s and not exists (select 1 from %s p where %s) limit 1"
            .formatted(
                id(table),
                String.join(" and ", present),
                id(other.table()),
                String.join(" and ", pairs)));
  }

  /** Whether the write can make a row that the constraint looks at. */
  private static boolean concerns(Write write, String table, List<String> columns) {
    return write.table().equals(table)
        && switch (write.kind()) {
          case INSERT -> true;
          case UPDATE -> columns.isEmpty() || columns.stream().anyMatch(write::gives);
          case DELETE -> false;
        };
  }

  private boolean isOld(String table, Collection<String> columns) {
    Relation relation = before.relations().get(table);
    return relation != null
        && !columns.isEmpty()
        && relation.columns().keySet().containsAll(columns);
  }

  /** Only about columns that the old code does not know. */
  private boolean isNew(String table, Collection<String> columns) {
    Relation relation = before.relations().get(table);
    return relation != null
        && !columns.isEmpty()
        && columns.stream().noneMatch(relation.columns()::containsKey);
  }

  private boolean wasUnique(String table, List<String> columns) {
    Relation relation = before.relations().get(table);
    return relation != null
        && relation.constraints().values().stream()
            .filter(old ->
                old.kind() == ConstraintKind.PRIMARY_KEY || old.kind() == ConstraintKind.UNIQUE)
            .anyMatch(old -> !columns.isEmpty() && columns.containsAll(old.columns()));
  }

  static String demand(Constraint constraint) {
    return constraint.definition().replace(" NOT VALID", "");
  }

  /** Of {@code CHECK ((a > 0))}: what is between. */
  private static String expression(String check) {
    return check.substring("CHECK ".length()).replace(" NO INHERIT", "").replace(" NOT VALID", "");
  }

  private static List<String> quoted(Constraint constraint) {
    return constraint.columns().stream().map(WriteRules::id).toList();
  }

  private static String at(String table, List<String> columns) {
    return columns.isEmpty() ? table : table + "." + String.join("+", columns);
  }
}
