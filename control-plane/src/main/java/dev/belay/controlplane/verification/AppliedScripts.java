package dev.belay.controlplane.verification;

import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.platform.TargetDatabases;
import dev.belay.controlplane.platform.TargetDatabases.Target;
import dev.belay.controlplane.verification.contract.Completeness;
import dev.belay.controlplane.verification.contract.ContractReader;
import dev.belay.controlplane.verification.contract.InvalidContractException;
import dev.belay.controlplane.verification.contract.ReleaseContract;
import dev.belay.controlplane.verification.contract.ReleaseContract.Migration;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The target's history beside the migrations that a revision's release contract names, for whoever
 * watches what runs: no process is started for it, one short statement is all that the target sees.
 */
public final class AppliedScripts {

  private final TargetDatabases targets;

  public AppliedScripts(TargetDatabases targets) {
    this.targets = targets;
  }

  /**
   * In which ways they differ; versions as {@code V7}.
   *
   * @param pending brought and not applied
   * @param edited applied with another content
   * @param failed begun and not ended
   * @param foreign applied and not brought
   */
  public record Difference(
      List<String> pending, List<String> edited, List<String> failed, List<String> foreign) {

    public Difference {
      pending = List.copyOf(pending);
      edited = List.copyOf(edited);
      failed = List.copyOf(failed);
      foreign = List.copyOf(foreign);
    }

    public boolean isEmpty() {
      return pending.isEmpty() && edited.isEmpty() && failed.isEmpty() && foreign.isEmpty();
    }

    /** Without those that somebody is known to have applied. */
    public Difference without(Set<String> explained) {
      return new Difference(
          pending,
          edited,
          failed,
          foreign.stream().filter(version -> !explained.contains(version)).toList());
    }
  }

  /** One row of Flyway's table. */
  record Row(@Nullable String version, String type, @Nullable Integer checksum, boolean success) {}

  /**
   * @return empty where there is nothing to compare: no PostgreSQL, no contract, one that does not
   *     know all of the migrations, or none; or where the history has a name that is not known
   * @throws IOException if the artifact cannot be read
   * @throws SQLException if the database cannot be asked
   */
  public Optional<Difference> of(Revision revision) throws IOException, SQLException {
    Optional<Target> target = targets.of(revision);
    if (target.isEmpty()) {
      return Optional.empty();
    }
    ReleaseContract.Migrations brought = brought(revision);
    if (brought.completeness() != Completeness.COMPLETE || brought.scripts().isEmpty()) {
      return Optional.empty();
    }
    try (Connection connection = target.get().open()) {
      return HistoryTable.of(revision)
          .rows(connection)
          .map(rows -> between(brought.scripts(), rows));
    }
  }

  private static ReleaseContract.Migrations brought(Revision revision) throws IOException {
    try {
      return ContractReader.of(revision.artifact()).orElse(ReleaseContract.unknown()).migrations();
    } catch (InvalidContractException told) {
      // By the gates, when it was released.
      return ReleaseContract.unknown().migrations();
    }
  }

  /** Versioned ones only: a repeatable one may be applied again at any time. */
  static Difference between(List<Migration> brought, List<Row> history) {
    // 1.0 and 1 are one version to Flyway.
    Map<String, Row> applied = new TreeMap<>(AppliedScripts::compare);
    String baseline = null;
    for (Row row : history) {
      String version = row.version();
      if (version == null) {
        continue;
      }
      switch (row.type()) {
        case "BASELINE", "SQL_BASELINE" -> baseline = version;
        case "DELETE", "UNDO_SQL", "UNDO_JDBC" -> applied.remove(version);
        default -> applied.put(version, row);
      }
    }
    Map<String, Migration> known = new TreeMap<>(AppliedScripts::compare);
    brought.forEach(each -> {
      String version = each.version();
      if (version != null) {
        known.put(version, each);
      }
    });
    String below = baseline;
    return new Difference(
        versions(
            known.keySet().stream()
                .filter(version -> !applied.containsKey(version))
                .filter(version -> below == null || compare(version, below) > 0)
                .toList()),
        versions(
            applied.entrySet().stream()
                .filter(each -> each.getValue().success())
                .filter(each -> edited(each.getValue(), known.get(each.getKey())))
                .map(Map.Entry::getKey)
                .toList()),
        versions(
            applied.entrySet().stream()
                .filter(each -> !each.getValue().success())
                .map(Map.Entry::getKey)
                .toList()),
        versions(
            applied.entrySet().stream()
                .filter(each -> each.getValue().success() && !known.containsKey(each.getKey()))
                .map(Map.Entry::getKey)
                .toList()));
  }

  private static boolean edited(Row row, @Nullable Migration migration) {
    return migration != null
        && row.checksum() != null
        && migration.checksum() != null
        && !row.checksum().equals(migration.checksum());
  }

  private static List<String> versions(List<String> some) {
    return some.stream()
        .sorted(AppliedScripts::compare)
        .map(version -> "V" + version)
        .collect(Collectors.toUnmodifiableList());
  }

  /** As Flyway orders them: number by number. */
  private static int compare(String one, String other) {
    return org.flywaydb.core.api.MigrationVersion.fromVersion(one)
        .compareTo(org.flywaydb.core.api.MigrationVersion.fromVersion(other));
  }
}
