package dev.belay.controlplane.verification.schema;

import dev.belay.controlplane.verification.schema.Catalogue.Column;
import dev.belay.controlplane.verification.schema.Catalogue.Kind;
import dev.belay.controlplane.verification.schema.Catalogue.Relation;
import dev.belay.controlplane.verification.schema.Change.CollationChanged;
import dev.belay.controlplane.verification.schema.Change.ColumnAdded;
import dev.belay.controlplane.verification.schema.Change.ColumnDropped;
import dev.belay.controlplane.verification.schema.Change.ColumnReplaced;
import dev.belay.controlplane.verification.schema.Change.ConstraintAdded;
import dev.belay.controlplane.verification.schema.Change.ConstraintChanged;
import dev.belay.controlplane.verification.schema.Change.ConstraintDropped;
import dev.belay.controlplane.verification.schema.Change.DefaultChanged;
import dev.belay.controlplane.verification.schema.Change.DomainAdded;
import dev.belay.controlplane.verification.schema.Change.DomainChanged;
import dev.belay.controlplane.verification.schema.Change.DomainDropped;
import dev.belay.controlplane.verification.schema.Change.EnumAdded;
import dev.belay.controlplane.verification.schema.Change.EnumChanged;
import dev.belay.controlplane.verification.schema.Change.EnumDropped;
import dev.belay.controlplane.verification.schema.Change.FunctionAdded;
import dev.belay.controlplane.verification.schema.Change.FunctionChanged;
import dev.belay.controlplane.verification.schema.Change.FunctionDropped;
import dev.belay.controlplane.verification.schema.Change.GeneratedChanged;
import dev.belay.controlplane.verification.schema.Change.IdentityChanged;
import dev.belay.controlplane.verification.schema.Change.IndexAdded;
import dev.belay.controlplane.verification.schema.Change.IndexDropped;
import dev.belay.controlplane.verification.schema.Change.KindChanged;
import dev.belay.controlplane.verification.schema.Change.NotNullDropped;
import dev.belay.controlplane.verification.schema.Change.NotNullSet;
import dev.belay.controlplane.verification.schema.Change.RelationAdded;
import dev.belay.controlplane.verification.schema.Change.RelationDropped;
import dev.belay.controlplane.verification.schema.Change.RowSecurityChanged;
import dev.belay.controlplane.verification.schema.Change.SequenceAdded;
import dev.belay.controlplane.verification.schema.Change.SequenceChanged;
import dev.belay.controlplane.verification.schema.Change.SequenceDropped;
import dev.belay.controlplane.verification.schema.Change.TriggerAdded;
import dev.belay.controlplane.verification.schema.Change.TriggerDropped;
import dev.belay.controlplane.verification.schema.Change.TypeChanged;
import dev.belay.controlplane.verification.schema.Change.ViewChanged;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.function.BiFunction;

/** What migrations have made of a schema: the net effect, whatever the statements were. */
public final class CatalogueDiff {

  private final List<Change> changes = new ArrayList<>();

  private CatalogueDiff() {}

  public static List<Change> between(Catalogue before, Catalogue after) {
    var diff = new CatalogueDiff();
    diff.relations(before, after);
    diff.compare(
        before.sequences(),
        after.sequences(),
        SequenceAdded::new,
        (name, gone) -> new SequenceDropped(name),
        (name, old, now) -> diff.changes.add(new SequenceChanged(name, old, now)));
    diff.compare(
        before.enums(),
        after.enums(),
        EnumAdded::new,
        (name, gone) -> new EnumDropped(name),
        (name, old, now) -> diff.changes.add(new EnumChanged(name, old, now)));
    diff.compare(
        before.domains(),
        after.domains(),
        (name, added) -> new DomainAdded(name),
        (name, gone) -> new DomainDropped(name),
        (name, old, now) -> diff.changes.add(new DomainChanged(name, old, now)));
    diff.compare(
        before.functions(),
        after.functions(),
        (name, added) -> new FunctionAdded(name),
        (name, gone) -> new FunctionDropped(name),
        (name, old, now) -> diff.changes.add(new FunctionChanged(name)));
    return List.copyOf(diff.changes);
  }

  private interface Both<T> {
    void differ(String name, T before, T after);
  }

  private <T> void compare(
      SortedMap<String, T> before,
      SortedMap<String, T> after,
      BiFunction<String, T, Change> added,
      BiFunction<String, T, Change> dropped,
      Both<T> both) {
    var names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    for (String name : names) {
      T old = before.get(name);
      T now = after.get(name);
      if (old == null && now != null) {
        changes.add(added.apply(name, now));
      } else if (old != null && now == null) {
        changes.add(dropped.apply(name, old));
      } else if (old != null && !old.equals(now)) {
        both.differ(name, old, Objects.requireNonNull(now));
      }
    }
  }

  private void relations(Catalogue before, Catalogue after) {
    compare(
        before.relations(),
        after.relations(),
        RelationAdded::new,
        RelationDropped::new,
        this::relation);
  }

  private void relation(String name, Relation before, Relation after) {
    if (before.kind() != after.kind()) {
      changes.add(new KindChanged(name, before, after));
    }
    boolean view = after.kind() == Kind.VIEW || after.kind() == Kind.MATERIALIZED_VIEW;
    if (view && !Objects.equals(before.definition(), after.definition())) {
      changes.add(new ViewChanged(name, before, after));
    }
    compare(
        before.columns(),
        after.columns(),
        (column, added) -> new ColumnAdded(name, column, added),
        (column, dropped) -> new ColumnDropped(name, column, dropped),
        (column, old, now) -> column(name, column, old, now));
    compare(
        before.constraints(),
        after.constraints(),
        (key, added) -> new ConstraintAdded(name, key, added),
        (key, dropped) -> new ConstraintDropped(name, key, dropped),
        (key, old, now) -> changes.add(new ConstraintChanged(name, key, old, now)));
    compare(
        before.indexes(),
        after.indexes(),
        (key, added) -> new IndexAdded(name, key, added),
        (key, dropped) -> new IndexDropped(name, key, dropped),
        (key, old, now) -> {
          changes.add(new IndexDropped(name, key, old));
          changes.add(new IndexAdded(name, key, now));
        });
    compare(
        before.triggers(),
        after.triggers(),
        (key, added) -> new TriggerAdded(name, key, added),
        (key, dropped) -> new TriggerDropped(name, key),
        (key, old, now) -> changes.add(new TriggerAdded(name, key, now)));
    if (before.rowSecurity() != after.rowSecurity()
        || !before.policies().equals(after.policies())) {
      changes.add(new RowSecurityChanged(name, before, after));
    }
  }

  private void column(String table, String name, Column before, Column after) {
    if (before.number() != after.number()) {
      changes.add(new ColumnReplaced(table, name, before, after));
      return;
    }
    if (!before.type().equals(after.type())) {
      changes.add(new TypeChanged(table, name, before.type(), after.type()));
    }
    if (!before.notNull() && after.notNull()) {
      changes.add(new NotNullSet(table, name, after));
    } else if (before.notNull() && !after.notNull()) {
      changes.add(new NotNullDropped(table, name));
    }
    if (before.generated() != after.generated()) {
      changes.add(new GeneratedChanged(table, name, before, after));
    } else if (!Objects.equals(before.defaultExpression(), after.defaultExpression())) {
      changes.add(new DefaultChanged(table, name, before, after));
    }
    if (before.identity() != after.identity()) {
      changes.add(new IdentityChanged(table, name, before, after));
    }
    if (!Objects.equals(before.collation(), after.collation())) {
      changes.add(new CollationChanged(table, name, before, after));
    }
  }
}
