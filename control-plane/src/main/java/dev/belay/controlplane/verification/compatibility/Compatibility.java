package dev.belay.controlplane.verification.compatibility;

import dev.belay.controlplane.verification.compatibility.Replay.Answer;
import dev.belay.controlplane.verification.compatibility.Trial.Ended;
import dev.belay.controlplane.verification.contract.RecordedStatement;
import dev.belay.controlplane.verification.schema.Catalogue;
import dev.belay.controlplane.verification.schema.CatalogueDiff;
import dev.belay.controlplane.verification.schema.CatalogueReader;
import dev.belay.controlplane.verification.schema.Change;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Two copies of a schema, before and after migrations, and what the change breaks of the code that
 * ran on the first. Four looks at each statement: is there a plan; does the result read as before;
 * does a run with values made up end as before; does a rule know of values that end otherwise.
 */
final class Compatibility {

  /** Ends of a run that depend on the values, which are made up: rules judge those. */
  private static final Set<String> OF_VALUES =
      Set.of("23514", "23505", "23503", "23P01", "22001", "22003", "57014");

  private final Replay onBefore;
  private final Replay onAfter;
  private final Reading reading;
  private final Trial trialBefore;
  private final Trial trialAfter;
  private final WriteRules rules;
  private final ReadRules readRules;
  private final List<Change> changes;

  /**
   * @param before to a copy that nobody else uses, without automatic commits; so is {@code after}.
   *     Their transactions are left open, with changes that must be rolled back
   */
  Compatibility(Connection before, Connection after, String schema) throws SQLException {
    Catalogue old = CatalogueReader.read(before, schema);
    Catalogue now = CatalogueReader.read(after, schema);
    this.changes = CatalogueDiff.between(old, now);
    this.onBefore = new Replay(before);
    this.onAfter = new Replay(after);
    this.reading = new Reading(after);
    this.trialBefore = new Trial(before, old);
    this.trialAfter = new Trial(after, now);
    this.rules = new WriteRules(old, now, changes);
    this.readRules = new ReadRules(changes);
  }

  List<Change> changes() {
    return changes;
  }

  /**
   * @param replayable whether the statement has a plan on the schema of before; else it says
   *     nothing
   */
  record Judged(RecordedStatement statement, boolean replayable, List<Break> breaks) {}

  Judged judge(RecordedStatement recorded) throws SQLException {
    if (!(onBefore.ask(recorded) instanceof Answer.Planned(List<Replay.Column> old))) {
      return new Judged(recorded, false, List.of());
    }
    return new Judged(
        recorded,
        true,
        switch (onAfter.ask(recorded)) {
          case Answer.Refused(String state, String words) ->
              List.of(
                  Break.fails(
                      Named.of(words, recorded.sql(), changes),
                      words + " (" + state + ")",
                      recorded.sql()));
          case Answer.Planned(List<Replay.Column> now) -> planned(recorded, old, now);
        });
  }

  private List<Break> planned(
      RecordedStatement recorded, List<Replay.Column> old, List<Replay.Column> now)
      throws SQLException {
    var breaks = new ArrayList<Break>();
    for (Break each : reading.judge(recorded, old, now)) {
      breaks.add(each.about(Named.withTable(each.object(), recorded.sql(), changes)));
    }
    breaks.addAll(readRules.judge(recorded.sql()));
    List<Write> writes = Write.of(recorded.sql());
    if (!writes.isEmpty()) {
      breaks.addAll(rules.judge(recorded.sql()));
      breaks.addAll(tried(recorded, writes));
    }
    return breaks;
  }

  private List<Break> tried(RecordedStatement recorded, List<Write> writes) throws SQLException {
    if (!(trialBefore.run(recorded, writes) instanceof Ended.Wrote(int rows))) {
      return List.of();
    }
    String table = writes.getFirst().table();
    return switch (trialAfter.run(recorded, writes)) {
      case Ended.Refused(String state, String words) when !OF_VALUES.contains(state) ->
          List.of(Break.fails(table, words + " (" + state + ")", recorded.sql()));
      case Ended.Wrote(int written) when written < rows ->
          List.of(Break.fails(table, "takes the write and keeps no row", recorded.sql()));
      default -> List.of();
    };
  }
}
