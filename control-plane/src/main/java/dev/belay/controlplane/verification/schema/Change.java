package dev.belay.controlplane.verification.schema;

import dev.belay.controlplane.verification.schema.Catalogue.Column;
import dev.belay.controlplane.verification.schema.Catalogue.Constraint;
import dev.belay.controlplane.verification.schema.Catalogue.Domain;
import dev.belay.controlplane.verification.schema.Catalogue.Index;
import dev.belay.controlplane.verification.schema.Catalogue.Relation;
import dev.belay.controlplane.verification.schema.Catalogue.Sequence;
import java.util.List;

/** One difference between a schema before and after its migrations. */
public sealed interface Change {

  /** The table, view, sequence, type or function, for people and for what statements name. */
  String object();

  record RelationAdded(String object, Relation added) implements Change {}

  record RelationDropped(String object, Relation dropped) implements Change {}

  /** A table where a view was, or the other way round. */
  record KindChanged(String object, Relation before, Relation after) implements Change {}

  record ViewChanged(String object, Relation before, Relation after) implements Change {}

  record ColumnAdded(String object, String column, Column added) implements Change {}

  record ColumnDropped(String object, String column, Column dropped) implements Change {}

  /** Another column under the same name: the values of before are gone. */
  record ColumnReplaced(String object, String column, Column before, Column after)
      implements Change {}

  record TypeChanged(String object, String column, String before, String after) implements Change {}

  record NotNullSet(String object, String column, Column after) implements Change {}

  record NotNullDropped(String object, String column) implements Change {}

  /** Set, changed or dropped; dropped where the column is NOT NULL breaks who leaves it out. */
  record DefaultChanged(String object, String column, Column before, Column after)
      implements Change {}

  record IdentityChanged(String object, String column, Column before, Column after)
      implements Change {}

  record GeneratedChanged(String object, String column, Column before, Column after)
      implements Change {}

  record CollationChanged(String object, String column, Column before, Column after)
      implements Change {}

  record ConstraintAdded(String object, String name, Constraint added) implements Change {}

  record ConstraintDropped(String object, String name, Constraint dropped) implements Change {}

  /** Also one that is now validated. */
  record ConstraintChanged(String object, String name, Constraint before, Constraint after)
      implements Change {}

  record IndexAdded(String object, String name, Index added) implements Change {}

  record IndexDropped(String object, String name, Index dropped) implements Change {}

  record TriggerAdded(String object, String name, String definition) implements Change {}

  record TriggerDropped(String object, String name) implements Change {}

  /** Also where only the policies are others. */
  record RowSecurityChanged(String object, Relation before, Relation after) implements Change {}

  record SequenceAdded(String object, Sequence added) implements Change {}

  record SequenceDropped(String object) implements Change {}

  record SequenceChanged(String object, Sequence before, Sequence after) implements Change {}

  record EnumAdded(String object, List<String> labels) implements Change {}

  record EnumDropped(String object) implements Change {}

  record EnumChanged(String object, List<String> before, List<String> after) implements Change {}

  record DomainAdded(String object) implements Change {}

  record DomainDropped(String object) implements Change {}

  record DomainChanged(String object, Domain before, Domain after) implements Change {}

  record FunctionAdded(String object) implements Change {}

  record FunctionDropped(String object) implements Change {}

  record FunctionChanged(String object) implements Change {}
}
