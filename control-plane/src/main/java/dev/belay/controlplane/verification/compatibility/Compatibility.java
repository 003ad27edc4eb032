package dev.belay.controlplane.verification.compatibility;

import dev.belay.controlplane.verification.compatibility.Replay.Answer;
import dev.belay.controlplane.verification.compatibility.Trial.Ended;
import dev.belay.controlplane.verification.compatibility.Trial.Values;
import dev.belay.controlplane.verification.contract.RecordedStatement;
import dev.belay.controlplane.verification.schema.Catalogue;
import dev.belay.controlplane.verification.schema.CatalogueDiff;
import dev.belay.controlplane.verification.schema.CatalogueReader;
import dev.belay.controlplane.verification.schema.Change;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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
  private final @Nullable String role;

  /** Whose rights are not known. */
  Compatibility(Connection before, Connection after, String schema) throws SQLException {
    this(before, after, schema, null);
  }

  /**
   * @param before to a copy that nobody else uses, without automatic commits; so is {@code after}.
   *     Their transactions are left open, with changes that must be rolled back
   * @param role with which the code runs; it counts where it may run the statement before
   */
  Compatibility(Connection before, Connection after, String schema, @Nullable String role)
      throws SQLException {
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
    this.role = role;
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
    if (role != null && onBefore.ask(recorded, role) instanceof Answer.Planned planned) {
      return new Judged(recorded, true, judged(recorded, planned.columns(), role));
    }
    return onBefore.ask(recorded) instanceof Answer.Planned planned
        ? new Judged(recorded, true, judged(recorded, planned.columns(), null))
        : new Judged(recorded, false, List.of());
  }

  private List<Break> judged(
      RecordedStatement recorded, List<Replay.Column> old, @Nullable String as)
      throws SQLException {
    return switch (onAfter.ask(recorded, as)) {
      case Answer.Refused(String state, String words) ->
          List.of(
              Break.fails(
                  Named.of(words, recorded.sql(), changes),
                  words + " (" + state + ")",
                  recorded.sql()));
      case Answer.Planned(List<Replay.Column> now) -> planned(recorded, old, now, as);
    };
  }

  private List<Break> planned(
      RecordedStatement recorded,
      List<Replay.Column> old,
      List<Replay.Column> now,
      @Nullable String as)
      throws SQLException {
    var breaks = new ArrayList<Break>();
    for (Break each : reading.judge(recorded, old, now)) {
      breaks.add(each.about(Named.withTable(each.object(), recorded.sql(), changes)));
    }
    breaks.addAll(readRules.judge(recorded.sql()));
    List<Write> writes = Write.of(recorded.sql());
    if (!writes.isEmpty()) {
      breaks.addAll(rules.judge(recorded.sql()));
    }
    breaks.addAll(tried(recorded, writes, as));
    return breaks;
  }

  private List<Break> tried(RecordedStatement recorded, List<Write> writes, @Nullable String as)
      throws SQLException {
    boolean concerned = namesWhatIsChanged(recorded.sql());
    if (writes.isEmpty() && !concerned) {
      return List.of();
    }
    if (as != null
        && !(trialBefore.run(recorded, writes, as, Values.USUAL) instanceof Ended.Wrote)) {
      return tried(recorded, writes, null);
    }
    var usually =
        tried(
            recorded,
            writes,
            trialBefore.run(recorded, writes, as, Values.USUAL),
            trialAfter.run(recorded, writes, as, Values.USUAL));
    return usually.isPresent() || !concerned
        ? usually.stream().toList()
        : oddly(recorded, writes, as);
  }

  /** Else only rights and triggers can make a difference, and those show with any values. */
  private boolean namesWhatIsChanged(String sql) {
    Set<String> names =
        Sql.tokens(sql).stream()
            .filter(Sql.Token::name)
            .map(Sql.Token::text)
            .collect(Collectors.toSet());
    return changes.stream()
        .map(Change::object)
        .map(object -> object.contains("(") ? object.substring(0, object.indexOf('(')) : object)
        .anyMatch(names::contains);
  }

  private Optional<Break> tried(
      RecordedStatement recorded, List<Write> writes, Ended then, Ended now) {
    if (!(then instanceof Ended.Wrote(int rows))) {
      return Optional.empty();
    }
    String object = writes.isEmpty() ? "statement" : writes.getFirst().table();
    return switch (now) {
      case Ended.Refused refused when !ofValues(refused) ->
          Optional.of(Break.fails(object, words(refused), recorded.sql()));
      case Ended.Wrote(int written) when written < rows && !writes.isEmpty() ->
          Optional.of(Break.fails(object, "takes the write and keeps no row", recorded.sql()));
      default -> Optional.empty();
    };
  }

  /** What fails only here may be what nobody ever writes. */
  private List<Break> oddly(RecordedStatement recorded, List<Write> writes, @Nullable String as)
      throws SQLException {
    for (Values values : List.of(Values.ODD, Values.SPARSE)) {
      if (trialBefore.run(recorded, writes, as, values) instanceof Ended.Wrote
          && trialAfter.run(recorded, writes, as, values) instanceof Ended.Refused refused
          && !ofValues(refused)) {
        return List.of(
            Break.silent(
                writes.isEmpty() ? "statement" : writes.getFirst().table(),
                "fails with some values: " + words(refused),
                recorded.sql()));
      }
    }
    return List.of();
  }

  private static boolean ofValues(Ended.Refused refused) {
    return OF_VALUES.contains(refused.state()) && !refused.raised();
  }

  private static String words(Ended.Refused refused) {
    return refused.words() + " (" + refused.state() + ")";
  }
}
