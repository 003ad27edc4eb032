package dev.belay.controlplane.verification;

import dev.belay.controlplane.verification.PreflightReport.Migration;
import dev.belay.controlplane.verification.VerificationPolicy.Migrations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Do the artifact's migrations and the target database's history fit? Judges what the artifact's
 * own Flyway says of both.
 */
final class MigrationGate implements Inspection {

  private static final int NAMED = 20;

  /** It only compares. */
  private static final Duration LIMIT = Duration.ofSeconds(10);

  @Override
  public Gate gate() {
    return Gate.MIGRATION;
  }

  @Override
  public Duration limit() {
    return LIMIT;
  }

  /** Nothing where there is no report: the configuration gate has told of that. */
  @Override
  public List<Finding> inspect(Subject subject, Papers papers) {
    return PreflightReport.left(papers).map(report -> all(subject, report)).orElseGet(List::of);
  }

  private static List<Finding> all(Subject subject, PreflightReport report) {
    var findings = new ArrayList<>(judge(report, subject.policy().migrations()));
    if (report.migrationsKnown()) {
      findings.addAll(PlaceholderChange.between(subject.stable(), subject.candidate()));
    }
    return findings;
  }

  static List<Finding> judge(PreflightReport report, Migrations by) {
    var findings = new ArrayList<Finding>();
    List<Migration> all = report.migrations();
    if (report.failure() != null && !report.migrationsKnown()) {
      findings.add(unknown(by));
    }
    find(
        all,
        state("FAILED", "MISSING_FAILED", "FUTURE_FAILED"),
        failed ->
            Finding.blocker(
                "MigrationFailed",
                "The target database's history says that %s failed there".formatted(names(failed)),
                "Mend the database by hand, run Flyway's repair, then release again.",
                versions(failed)),
        findings);
    find(
        all,
        MigrationGate::edited,
        edited ->
            Finding.blocker(
                "MigrationChecksumMismatch",
                "%s applied to the target database and edited afterwards".formatted(was(edited)),
                "Put the file back as it was applied, and make the change a new migration.",
                versions(edited)),
        findings);
    find(
        all,
        state("IGNORED"),
        late ->
            Finding.blocker(
                "MigrationOutOfOrder",
                "%s below what the target database has already: Flyway would not apply it"
                    .formatted(lies(late)),
                "Give it a version above the newest that is applied.",
                versions(late)),
        findings);
    find(
        all,
        state("MISSING_SUCCESS"),
        gone ->
            Finding.blocker(
                "MigrationMissing",
                "The target database has %s, which this artifact does not bring"
                    .formatted(names(gone)),
                "Build from a branch that has it: Flyway's validation would end the start.",
                versions(gone)),
        findings);
    find(all, state("PENDING"), pending -> pending(pending, by), findings);
    find(
        all,
        state("OUTDATED"),
        changed ->
            Finding.warning(
                "RepeatableChanged",
                "%s changed since it was applied; going back, the old artifact's own would be put back"
                    .formatted(was(changed)),
                "See that both revisions can live with either of them.",
                versions(changed)),
        findings);
    find(
        all,
        state("FUTURE_SUCCESS"),
        future ->
            Finding.warning(
                "MigrationFuture",
                "The target database is ahead: it has %s, which this artifact does not know"
                    .formatted(names(future)),
                "Expected when going back to an older revision; else build from a newer commit.",
                versions(future)),
        findings);
    return findings;
  }

  /** An application that could not be built has perhaps not come to its migrations. */
  private static Finding unknown(Migrations by) {
    String rule = "MigrationsUnknown";
    String message = "The preflight ended before it told of migrations";
    String remedy = "Mend what the preflight failed of; or apply migrations and release this gate.";
    return by == Migrations.VERIFY
        ? Finding.blocker(rule, message, remedy)
        : Finding.warning(rule, message, remedy, Map.of());
  }

  private static Finding pending(List<Migration> pending, Migrations by) {
    String verb = pending.size() == 1 ? "is" : "are";
    String told = names(pending) + " " + verb + " not applied to the target database";
    return switch (by) {
      case VERIFY ->
          Finding.blocker(
              AppliedMigrations.PENDING,
              told,
              "Apply it, then release again; or let rollouts apply migrations: 'migrations: apply'"
                  + " in the policy.",
              versions(pending));
      case APPLY ->
          Finding.note(
              AppliedMigrations.PENDING,
              told + " yet; the rollout applies it before the first instance starts",
              "Nothing to do.",
              versions(pending));
      case EMBEDDED ->
          Finding.note(
              AppliedMigrations.PENDING,
              told + " yet; the service applies it when it starts",
              "Nothing to do.",
              versions(pending));
    };
  }

  private interface Judged {
    Finding of(List<Migration> concerned);
  }

  private static void find(
      List<Migration> all, Predicate<Migration> which, Judged judged, List<Finding> findings) {
    List<Migration> concerned = all.stream().filter(which).toList();
    if (!concerned.isEmpty()) {
      findings.add(judged.of(concerned));
    }
  }

  private static Predicate<Migration> state(String... names) {
    List<String> known = List.of(names);
    return migration -> known.contains(migration.state());
  }

  /** Repeatable ones may change; of what has no file there is nothing to compare. */
  private static boolean edited(Migration migration) {
    return migration.version() != null
        && !migration.checksumMatches()
        && List.of("SUCCESS", "OUT_OF_ORDER").contains(migration.state());
  }

  private static String was(List<Migration> some) {
    return names(some) + (some.size() == 1 ? " was" : " were");
  }

  private static String lies(List<Migration> some) {
    return names(some) + (some.size() == 1 ? " lies" : " lie");
  }

  private static String names(List<Migration> some) {
    String named =
        some.stream().limit(NAMED).map(Migration::label).collect(Collectors.joining(", "));
    return some.size() <= NAMED ? named : named + " and %d more".formatted(some.size() - NAMED);
  }

  private static Map<String, String> versions(List<Migration> some) {
    return Map.of("versions", names(some));
  }
}
