package dev.belay.controlplane.verification.compatibility;

import dev.belay.controlplane.verification.contract.Completeness;
import dev.belay.controlplane.verification.contract.RecordedStatement;
import dev.belay.controlplane.verification.contract.ReleaseContract;
import dev.belay.controlplane.verification.schema.Catalogue;
import dev.belay.controlplane.verification.schema.Catalogue.Relation;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Holds a contract against schemas. */
final class Judge {

  /** Of one revision; more are not looked at, and its statements then count as partly known. */
  static final int MOST_STATEMENTS = 2_000;

  private final Compatibility compatibility;
  private final Rows rows;
  private final Runnable deadline;
  private final Sequences sequencesBefore;
  private final Sequences sequencesAfter;
  private final String schema;

  /**
   * @param deadline throws when there is no time left
   */
  Judge(
      Compatibility compatibility,
      Rows rows,
      Runnable deadline,
      Sequences sequencesBefore,
      Sequences sequencesAfter,
      String schema) {
    this.compatibility = compatibility;
    this.rows = rows;
    this.deadline = deadline;
    this.sequencesBefore = sequencesBefore;
    this.sequencesAfter = sequencesAfter;
    this.schema = schema;
  }

  Verdict old(Scripts scripts, Catalogue before, Catalogue after, String flyway)
      throws SQLException {
    ReleaseContract contract = scripts.told();
    Map<String, Break> broken = new LinkedHashMap<>();
    Map<String, Break> possible = new LinkedHashMap<>();
    int replayed = 0;
    for (RecordedStatement each : some(contract)) {
      deadline.run();
      Compatibility.Judged judged = compatibility.judge(each);
      replayed += judged.replayable() ? 1 : 0;
      for (Break found : judged.breaks()) {
        (fails(found) ? broken : possible).putIfAbsent(found.object() + found.words(), found);
      }
    }
    for (String missing : missing(contract, after, schema)) {
      if (!missing(contract, before, schema).contains(missing)) {
        broken.putIfAbsent(
            missing,
            new Break(Break.Certainty.FAILS, missing, "is mapped and is gone", null, null));
      }
    }
    List<Break> already = sequencesBefore.breaks(contract);
    for (Break found : sequencesAfter.breaks(contract)) {
      // What was wrong before these migrations is not their doing.
      if (already.stream().noneMatch(old -> old.object().equals(found.object()))) {
        (fails(found) ? broken : possible).putIfAbsent(found.object() + found.words(), found);
      }
    }
    return new Verdict(
        scripts.revision(),
        List.copyOf(broken.values()),
        List.copyOf(possible.values()),
        contract.statements().completeness(),
        replayed,
        flyway);
  }

  private static List<RecordedStatement> some(ReleaseContract contract) {
    List<RecordedStatement> all = contract.statements().recorded();
    return all.subList(0, Math.min(all.size(), MOST_STATEMENTS));
  }

  private boolean fails(Break found) throws SQLException {
    return switch (found.certainty()) {
      case FAILS -> true;
      case SILENT -> false;
      case DEPENDS -> {
        Question question = found.question();
        yield question == null || rows.ask(question) != Rows.Answer.NO;
      }
    };
  }

  /** Mapped tables, and columns as {@code table.column}, that a schema does not have. */
  static List<String> missing(ReleaseContract contract, Catalogue catalogue, String schema) {
    if (contract.mapping().completeness() == Completeness.UNKNOWN) {
      return List.of();
    }
    var missing = new ArrayList<String>();
    for (ReleaseContract.Table table : contract.mapping().tables()) {
      if (table.schema() != null && !table.schema().equals(schema)) {
        continue;
      }
      Relation relation = find(catalogue, table.name());
      if (relation == null) {
        missing.add(table.name());
        continue;
      }
      for (String column : table.columns()) {
        if (!relation.columns().containsKey(column)
            && !relation.columns().containsKey(column.toLowerCase(Locale.ROOT))) {
          missing.add(table.name() + "." + column);
        }
      }
    }
    return missing;
  }

  /** Unquoted names are small in the catalogue, whatever they are in the code. */
  private static @Nullable Relation find(Catalogue catalogue, String table) {
    Relation exact = catalogue.relations().get(table);
    return exact != null ? exact : catalogue.relations().get(table.toLowerCase(Locale.ROOT));
  }
}
