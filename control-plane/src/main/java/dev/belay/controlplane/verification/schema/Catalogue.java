package dev.belay.controlplane.verification.schema;

import java.util.List;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * One schema of a database as PostgreSQL's own catalogue describes it, in names, never in object
 * ids: two databases that were made by the same statements have equal catalogues.
 *
 * @param relations tables, partitioned tables, views and materialized views by name
 * @param sequences by name; those of identity columns are told with their column
 * @param enums labels in their order, by the type's name
 * @param domains by name
 * @param functions by signature
 */
public record Catalogue(
    SortedMap<String, Relation> relations,
    SortedMap<String, Sequence> sequences,
    SortedMap<String, List<String>> enums,
    SortedMap<String, Domain> domains,
    SortedMap<String, Function> functions) {

  /** What rows are read from. */
  public enum Kind {
    TABLE,
    PARTITIONED_TABLE,
    VIEW,
    MATERIALIZED_VIEW
  }

  /**
   * @param columns by name
   * @param constraints their definitions by name
   * @param indexes by name, also those that back a constraint
   * @param triggers their definitions by name, without internal ones
   * @param definition of a view; null for a table
   * @param insertable whether rows can be inserted through it
   * @param rowSecurity whether policies decide which rows are seen
   * @param policies their definitions by name
   * @param partitions bounds by the partition's name; empty for what is not partitioned
   */
  public record Relation(
      Kind kind,
      SortedMap<String, Column> columns,
      SortedMap<String, Constraint> constraints,
      SortedMap<String, Index> indexes,
      SortedMap<String, String> triggers,
      @Nullable String definition,
      boolean insertable,
      boolean rowSecurity,
      SortedMap<String, String> policies,
      SortedMap<String, String> partitions) {}

  /**
   * @param number in the order of the table; another number under the same name is another column
   * @param type with its modifiers, such as {@code numeric(10,2)}
   * @param notNull also where a domain or the primary key says so
   * @param defaultExpression also the expression of a generated column
   * @param identity always, by default, or not at all
   * @param generated stored, virtual, or not at all
   */
  public record Column(
      int number,
      String type,
      boolean notNull,
      @Nullable String defaultExpression,
      Identity identity,
      Generated generated,
      @Nullable String collation) {

    /** Whether an insert may leave it out. */
    public boolean mayBeLeftOut() {
      return !notNull
          || defaultExpression != null
          || identity != Identity.NONE
          || generated != Generated.NONE;
    }
  }

  /** Who gives a column its number. */
  public enum Identity {
    NONE,
    BY_DEFAULT,
    ALWAYS
  }

  /** Whether a column is computed. */
  public enum Generated {
    NONE,
    STORED,
    VIRTUAL
  }

  /**
   * @param definition as {@code pg_get_constraintdef} writes it
   * @param columns that it is about, in the constraint's order; empty where it names none
   * @param validated whether rows of before it obey it
   * @param references what a foreign key points at; null for others
   */
  public record Constraint(
      ConstraintKind kind,
      String definition,
      List<String> columns,
      boolean validated,
      @Nullable Reference references) {

    /** From 18 on, one may be written down and not be kept to. */
    public boolean enforced() {
      return !definition.contains("NOT ENFORCED");
    }
  }

  /** The other end of a foreign key. */
  public record Reference(String table, List<String> columns) {}

  /** What a constraint demands. */
  public enum ConstraintKind {
    PRIMARY_KEY,
    UNIQUE,
    FOREIGN_KEY,
    CHECK,
    EXCLUSION
  }

  /**
   * @param definition as {@code pg_get_indexdef} writes it
   * @param keys columns or expressions, in order, without those that are only stored with it
   * @param condition of a partial one; null for others
   * @param valid false for what a broken CREATE INDEX CONCURRENTLY has left
   */
  public record Index(
      boolean unique,
      String definition,
      List<String> keys,
      @Nullable String condition,
      boolean valid) {}

  /**
   * @param base the type that it narrows
   * @param constraints their definitions by name, in which the value is {@code VALUE}
   */
  public record Domain(
      String base,
      boolean notNull,
      @Nullable String defaultExpression,
      SortedMap<String, String> constraints) {}

  public record Sequence(String type, long increment, boolean cycles) {}

  /**
   * @param body a hash of its text and language
   */
  public record Function(String result, String body) {}
}
