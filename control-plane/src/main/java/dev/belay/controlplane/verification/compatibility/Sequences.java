package dev.belay.controlplane.verification.compatibility;

import dev.belay.controlplane.verification.contract.Completeness;
import dev.belay.controlplane.verification.contract.ReleaseContract;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The increments of a database's sequences, by name and in all of its schemas: those of identity
 * columns too, since code may name them, and a contract does not say where a sequence lies.
 */
record Sequences(Map<String, Set<Long>> increments) {

  /** Nothing is known of a sequence's start: only by how much it goes on. */
  static Sequences of(Connection connection) throws SQLException {
    var increments = new HashMap<String, Set<Long>>();
    try (Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select c.relname, s.seqincrement from pg_sequence s"
                    + " join pg_class c on c.oid = s.seqrelid")) {
      while (rows.next()) {
        increments.computeIfAbsent(rows.getString(1), name -> new TreeSet<>()).add(rows.getLong(2));
      }
    }
    return new Sequences(increments);
  }

  /** What code with this contract cannot do with these sequences, or does otherwise. */
  List<Break> breaks(ReleaseContract contract) {
    if (contract.mapping().completeness() == Completeness.UNKNOWN) {
      return List.of();
    }
    var breaks = new ArrayList<Break>();
    for (ReleaseContract.Sequence each : contract.mapping().sequences()) {
      judge(each).ifPresent(breaks::add);
    }
    return breaks;
  }

  /**
   * Code that counts on by itself between two values of the database (Hibernate's pooled optimizers
   * do, for an allocation size above 1) gives the same keys twice where the database counts in
   * smaller steps; in larger ones Hibernate refuses to start. Code that asks for each value lives
   * with any step, and leaves gaps.
   */
  private Optional<Break> judge(ReleaseContract.Sequence expected) {
    Set<Long> there = find(expected.name());
    if (there.isEmpty()) {
      return Optional.of(
          new Break(
              Break.Certainty.FAILS,
              expected.name(),
              "is a sequence that the code takes its keys from, and is not there",
              null,
              null));
    }
    if (there.contains(expected.increment())) {
      return Optional.empty();
    }
    long step = there.iterator().next();
    if (expected.increment() > 1) {
      return Optional.of(
          new Break(
              Break.Certainty.FAILS,
              expected.name(),
              "counts by %d, and the code by %d: %s"
                  .formatted(
                      step,
                      expected.increment(),
                      step < expected.increment()
                          ? "it would give the same keys twice, and Hibernate does not start"
                          : "Hibernate does not start"),
              null,
              null));
    }
    return Optional.of(
        new Break(
            Break.Certainty.SILENT,
            expected.name(),
            "counts by %d, and the code by %d: keys get gaps".formatted(step, expected.increment()),
            null,
            null));
  }

  /** Unquoted names are small in the catalogue, whatever they are in the code. */
  private Set<Long> find(String name) {
    Set<Long> exact = increments.get(name);
    return exact != null ? exact : increments.getOrDefault(name.toLowerCase(Locale.ROOT), Set.of());
  }
}
