package dev.belay.controlplane.verification.compatibility;

import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.verification.Finding;
import dev.belay.controlplane.verification.Subject;
import dev.belay.controlplane.verification.VerificationPolicy.Migrations;
import dev.belay.controlplane.verification.contract.Completeness;
import dev.belay.controlplane.verification.schema.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What was seen, as findings: what, evidence, rule, remedy. */
final class Told {

  static final int NAMED = 10;
  private static final int LONGEST_SQL = 200;
  private static final String EXPAND =
      "Keep the old way beside the new one for a release (expand), and drop it when no revision"
          + " needs it (contract); a renamed table or column can stay reachable by a view with the"
          + " old name. Or release the compatibility gate with a reason, knowing that there is no"
          + " way back.";

  private final Subject subject;
  private final List<Change> changes;

  Told(Subject subject, List<Change> changes) {
    this.subject = subject;
    this.changes = changes;
  }

  static Finding unknown(String why) {
    return Finding.warning(
        "CompatibilityUnknown",
        "Whether there is a way back was not verified: " + why,
        "See for yourself that the stable revision can run on the schema after.",
        Map.of("verdict", "unknown"));
  }

  static Finding otherSchemas(List<String> others, String judged) {
    return unknown(
        "it maps tables in the schema %s, and only %s is judged".formatted(named(others), judged));
  }

  static Finding invalidContract(String why) {
    return Finding.blocker(
        "ContractInvalid",
        "The release contract of an artifact cannot be read: " + why,
        "Build the artifact again with the present belay-maven-plugin.");
  }

  /** The migrations themselves fail. */
  static Finding fails(Rehearsal.Result.Failed failed) {
    boolean surroundings =
        failed.state().startsWith("58")
            || failed.state().startsWith("0A")
            // The schema is made beforehand, where the service's own login would find none yet.
            || failed.state().equals("42P06");
    String words = "%s fails: %s".formatted(failed.script(), failed.words());
    return surroundings || failed.state().isEmpty()
        ? unknown("%s (%s)".formatted(words, "on a server that is not the target's"))
        : Finding.blocker(
            "MigrationFails",
            "On an empty copy of the target's schema " + words,
            "Mend the script. It was applied to nothing yet.",
            Map.of("script", failed.script(), "state", failed.state()));
  }

  /** The way back, and who else works on the schema. */
  List<Finding> verdicts(List<Verdict> verdicts) {
    var findings = new ArrayList<Finding>();
    if (changes.isEmpty()) {
      return findings;
    }
    var may = new ArrayList<String>();
    var mayNot = new ArrayList<String>();
    for (Verdict verdict : verdicts) {
      boolean own = isOwn(verdict.revision());
      boolean stable = verdict == verdicts.getFirst();
      if (!verdict.canRun() && (stable || !own)) {
        findings.add(broken(verdict, own));
      }
      if (stable || !own) {
        possible(verdict, findings);
      }
      if (own) {
        (verdict.canRun() ? may : mayNot).add(label(verdict));
      }
      if (!verdict.flyway().isEmpty()) {
        findings.add(flyway(verdict));
      }
    }
    findings.add(wayBack(may, mayNot));
    return findings;
  }

  private boolean isOwn(Revision revision) {
    return revision.service().equals(subject.candidate().service());
  }

  private static String label(Verdict verdict) {
    String name = verdict.revision().id().label();
    return verdict.canRun() ? name : "%s, because of %s".formatted(name, named(verdict.objects()));
  }

  private static Finding wayBack(List<String> may, List<String> mayNot) {
    String back = may.isEmpty() ? "" : "You may go back to " + String.join(", ", may);
    String not = mayNot.isEmpty() ? "" : "not to " + String.join("; not to ", mayNot);
    String words =
        back.isEmpty() ? "There is no way back: " + not : not.isEmpty() ? back : back + "; " + not;
    return Finding.note(
        "WayBack",
        words,
        mayNot.isEmpty() ? "Nothing to do." : "Know it before you need it.",
        Map.of("may", String.join(", ", may), "mayNot", String.join("; ", mayNot)));
  }

  private static Finding broken(Verdict verdict, boolean own) {
    String who =
        "%s %s".formatted(verdict.revision().service().value(), verdict.revision().id().label());
    String what =
        verdict.broken().stream()
            .limit(NAMED)
            .map(each -> each.object() + " " + each.words())
            .distinct()
            .collect(Collectors.joining("; "));
    Map<String, String> evidence = new TreeMap<>();
    evidence.put("objects", named(verdict.objects()));
    evidence.put("needs", who);
    verdict.broken().stream()
        .map(Break::statement)
        .filter(java.util.Objects::nonNull)
        .findFirst()
        .ifPresent(sql -> evidence.put("statement", cut(sql)));
    return Finding.blocker(
        own ? "NotRollbackSafe" : "BreaksOtherService",
        "%s cannot run on the schema after these migrations: %s".formatted(who, what),
        EXPAND,
        evidence);
  }

  private void possible(Verdict verdict, List<Finding> findings) {
    String who =
        "%s %s".formatted(verdict.revision().service().value(), verdict.revision().id().label());
    if (!verdict.possible().isEmpty()) {
      String what =
          verdict.possible().stream()
              .limit(NAMED)
              .map(each -> each.object() + " " + each.words())
              .distinct()
              .collect(Collectors.joining("; "));
      findings.add(
          Finding.warning(
              "MayBreak",
              "Not all is for %s as before: %s".formatted(who, what),
              "See that its code can live with that.",
              Map.of("objects", named(verdict.possibleObjects()), "needs", who)));
    }
    List<String> narrowing = narrowing();
    if (verdict.statements() != Completeness.COMPLETE && verdict.canRun() && !narrowing.isEmpty()) {
      String known =
          verdict.replayed() == 0
              ? "none of its statements is known"
              : "%d of its statements are known, perhaps not all".formatted(verdict.replayed());
      findings.add(
          Finding.warning(
              "CompatibilityUnknown",
              "Nothing is known of %s that needs %s; %s".formatted(who, named(narrowing), known),
              "See that it does not, or record its statements in its tests.",
              Map.of("verdict", "unknown", "objects", named(narrowing), "needs", who)));
    }
  }

  /** What was there and is not, or takes less than before. */
  private List<String> narrowing() {
    return changes.stream()
        .map(change ->
            switch (change) {
              case Change.RelationDropped dropped -> dropped.object();
              case Change.ColumnDropped dropped -> dropped.object() + "." + dropped.column();
              case Change.ColumnReplaced replaced -> replaced.object() + "." + replaced.column();
              case Change.TypeChanged type -> type.object() + "." + type.column();
              case Change.NotNullSet set -> set.object() + "." + set.column();
              case Change.ConstraintAdded added -> added.object() + " (" + added.name() + ")";
              case Change.FunctionDropped dropped -> dropped.object();
              case Change.EnumDropped dropped -> dropped.object();
              case Change.SequenceDropped dropped -> dropped.object();
              case Change.SequenceChanged changed when countedIn(changed) -> changed.object();
              default -> "";
            })
        .filter(name -> !name.isEmpty())
        .distinct()
        .toList();
  }

  /** Who asks for each value lives with any step; who counts on by itself needs just its own. */
  private static boolean countedIn(Change.SequenceChanged changed) {
    return changed.before().increment() > 1
        && changed.before().increment() != changed.after().increment();
  }

  private Finding flyway(Verdict verdict) {
    String who = verdict.revision().id().label();
    String words =
        "The Flyway of %s would refuse the history after: %s".formatted(who, verdict.flyway());
    return subject.policy().migrations() == Migrations.EMBEDDED && isOwn(verdict.revision())
        ? Finding.blocker(
            "OldFlywayRefuses", words, "Give new migrations versions above all old ones.")
        : Finding.note(
            "OldFlywayRefuses",
            words,
            "Nothing to do while instances do not migrate when they start.",
            Map.of("needs", who));
  }

  static List<Finding> locks(List<ScriptLocks> scripts, Sizes sizes, Scripts candidate) {
    return LockFindings.of(scripts, sizes, candidate);
  }

  static String named(List<String> names) {
    String some = names.stream().limit(NAMED).collect(Collectors.joining(", "));
    return names.size() <= NAMED ? some : some + " and %d more".formatted(names.size() - NAMED);
  }

  static String cut(String sql) {
    String line = sql.replaceAll("\\s+", " ").strip();
    return line.length() <= LONGEST_SQL ? line : line.substring(0, LONGEST_SQL - 1) + "…";
  }
}
