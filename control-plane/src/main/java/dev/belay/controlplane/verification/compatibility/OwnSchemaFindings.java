package dev.belay.controlplane.verification.compatibility;

import dev.belay.controlplane.verification.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The new code on the schema that its own migrations make. */
final class OwnSchemaFindings {

  private OwnSchemaFindings() {}

  /** Mapped tables and columns that the schema after does not have. */
  static List<Finding> missing(List<String> missing, Scripts candidate) {
    var findings = new ArrayList<Finding>();
    List<String> tables = missing.stream().filter(name -> !name.contains(".")).toList();
    List<String> columns = missing.stream().filter(name -> name.contains(".")).toList();
    if (!tables.isEmpty()) {
      findings.add(
          Finding.blocker(
              "MissingTable",
              "No migration makes %s, which %s maps".formatted(Told.named(tables), code(candidate)),
              "Write the migration that creates %s.".formatted(tables.size() == 1 ? "it" : "them"),
              Map.of("tables", Told.named(tables))));
    }
    if (!columns.isEmpty()) {
      findings.add(
          Finding.blocker(
              "MissingColumn",
              "No migration makes %s, which %s maps"
                  .formatted(Told.named(columns), code(candidate)),
              "Write the migration that adds %s.".formatted(columns.size() == 1 ? "it" : "them"),
              Map.of("columns", Told.named(columns))));
    }
    return findings;
  }

  /** Those from which the new code cannot take its keys; gaps are not told of. */
  static Optional<Finding> sequences(Scripts candidate, List<Break> breaks) {
    List<Break> failing =
        breaks.stream().filter(each -> each.certainty() == Break.Certainty.FAILS).toList();
    if (failing.isEmpty()) {
      return Optional.empty();
    }
    List<String> names = failing.stream().map(Break::object).toList();
    String words =
        failing.stream()
            .limit(Told.NAMED)
            .map(each -> each.object() + " " + each.words())
            .collect(Collectors.joining("; "));
    return Optional.of(
        Finding.blocker(
            "SequenceMismatch",
            "%s cannot take its keys from its own schema: %s".formatted(code(candidate), words),
            "Create the sequence in a migration, or change its INCREMENT together with the"
                + " allocationSize of the mapping.",
            Map.of("sequences", Told.named(names))));
  }

  /** The candidate's own code on its own schema, and on the one of before. */
  static List<Finding> newCode(Scripts candidate, List<Break> after, List<Break> before) {
    var findings = new ArrayList<Finding>();
    if (!after.isEmpty()) {
      findings.add(
          Finding.blocker(
              "StatementFails",
              "%s cannot run on its own schema: %s".formatted(code(candidate), words(after)),
              "Mend the statement or its migration.",
              Map.of("statement", Told.cut(String.valueOf(after.getFirst().statement())))));
    }
    if (before.size() > after.size()) {
      findings.add(
          Finding.note(
              "MigrateFirst",
              "The new code needs its migrations: %d of its statements fail on the schema before"
                  .formatted(before.size() - after.size()),
              "Apply them before the first instance starts, as a rollout does.",
              Map.of()));
    }
    return findings;
  }

  private static String words(List<Break> breaks) {
    return breaks.stream()
        .limit(Told.NAMED)
        .map(Break::words)
        .distinct()
        .collect(Collectors.joining("; "));
  }

  private static String code(Scripts scripts) {
    return scripts.revision().service().value();
  }
}
