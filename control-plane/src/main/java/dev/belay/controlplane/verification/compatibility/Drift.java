package dev.belay.controlplane.verification.compatibility;

import dev.belay.controlplane.verification.Finding;
import dev.belay.controlplane.verification.schema.Catalogue;
import dev.belay.controlplane.verification.schema.CatalogueDiff;
import dev.belay.controlplane.verification.schema.CatalogueReader;
import dev.belay.controlplane.verification.schema.Change;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What the target database has that migrations do not make, and the other way round. */
final class Drift {

  static final String HISTORY = "flyway_schema_history";
  private static final int NAMED = 20;

  private Drift() {}

  /**
   * @param then what the stable revision's migrations make; null if there are none other than now's
   * @param now what the candidate's make
   * @return empty if there is none, or if the target has applied neither the one set nor the other
   */
  static Optional<Finding> of(
      Connection target,
      String schema,
      @Nullable Catalogue then,
      Catalogue now,
      @Nullable Scripts old,
      Scripts candidate)
      throws SQLException {
    Set<String> applied = applied(target, schema);
    Catalogue made =
        applied.equals(candidate.names())
            ? now
            : old != null && then != null && applied.equals(old.names()) ? then : null;
    if (made == null || applied.isEmpty()) {
      return Optional.empty();
    }
    Catalogue there = CatalogueReader.read(target, schema);
    List<String> differ =
        CatalogueDiff.between(made, there).stream()
            .filter(change -> !change.object().equals(HISTORY))
            .map(Drift::words)
            .distinct()
            .toList();
    return differ.isEmpty() ? Optional.empty() : Optional.of(finding(differ));
  }

  private static Finding finding(List<String> differ) {
    String named = differ.stream().limit(NAMED).collect(Collectors.joining(", "));
    String more = differ.size() > NAMED ? " and %d more".formatted(differ.size() - NAMED) : "";
    return Finding.warning(
        "SchemaDrift",
        "The target database is not what its migrations make: " + named + more,
        "Write what was done by hand as a migration, or undo it; until then what is said of the"
            + " schema holds for the migrations' one.",
        Map.of("objects", named));
  }

  /** Seen from what the migrations make. */
  private static String words(Change change) {
    return switch (change) {
      case Change.RelationAdded added -> "has " + added.object();
      case Change.RelationDropped dropped -> "lacks " + dropped.object();
      case Change.ColumnAdded added -> "has %s.%s".formatted(added.object(), added.column());
      case Change.ColumnDropped dropped ->
          "lacks %s.%s".formatted(dropped.object(), dropped.column());
      case Change.TypeChanged type ->
          "%s.%s is %s, not %s"
              .formatted(type.object(), type.column(), type.after(), type.before());
      case Change.IndexAdded index -> "has the index " + index.name();
      case Change.IndexDropped index -> "lacks the index " + index.name();
      case Change.ConstraintAdded constraint -> "has the constraint " + constraint.name();
      case Change.ConstraintDropped constraint -> "lacks the constraint " + constraint.name();
      default -> change.object() + " differs";
    };
  }

  /** The names of the scripts that the target has; empty if it has no history. */
  static Set<String> applied(Connection target, String schema) throws SQLException {
    var applied = new TreeSet<String>();
    String history = WriteRules.id(schema) + "." + WriteRules.id(HISTORY);
    try (Statement statement = target.createStatement()) {
      try (ResultSet there =
          statement.executeQuery(
              "select to_regclass('%s') is not null".formatted(history.replace("'", "''")))) {
        if (!there.next() || !there.getBoolean(1)) {
          return applied;
        }
      }
      try (ResultSet rows =
          statement.executeQuery(
              "select script from %s where success and type = 'SQL'".formatted(history))) {
        while (rows.next()) {
          String script = rows.getString(1);
          applied.add(Scripts.nameOf(script));
        }
      }
    }
    return applied;
  }
}
