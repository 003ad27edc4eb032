package dev.belay.controlplane.rollout;

import dev.belay.controlplane.platform.RunResult;
import dev.belay.controlplane.verification.AppliedMigrations;
import dev.belay.controlplane.verification.Finding;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a release's record says of its migrations. */
final class Migrated {

  private Migrated() {}

  /** What is applied stays applied, so the record has it, however the run ended. */
  static Rollout noted(Rollout rollout, @Nullable RunResult result) {
    Optional<Finding> note = Optional.ofNullable(result).flatMap(AppliedMigrations::of);
    if (note.isEmpty()) {
      return rollout;
    }
    var findings = new ArrayList<>(rollout.findings());
    findings.add(note.get());
    return rollout.withFindings(findings);
  }

  /** What the gates saw pending and is there now, by the service's own doing. */
  static Rollout byItself(Rollout rollout) {
    if (rollout.findings().stream().anyMatch(each -> each.rule().equals(AppliedMigrations.RULE))) {
      return rollout;
    }
    return rollout.findings().stream()
        .filter(each -> each.rule().equals(AppliedMigrations.PENDING))
        .findFirst()
        .map(pending -> {
          var findings = new ArrayList<>(rollout.findings());
          findings.add(
              AppliedMigrations.byTheServiceItself(
                  pending.evidence().getOrDefault("versions", "")));
          return rollout.withFindings(findings);
        })
        .orElse(rollout);
  }

  /** A look at the history, in the form of what a migration of ours would have given. */
  static RunResult asSeen(List<Finding> notApplied) {
    return notApplied.isEmpty()
        ? new RunResult.Succeeded(Duration.ZERO)
        : new RunResult.Failed(
            1, notApplied.stream().map(Finding::message).collect(Collectors.joining("\n")));
  }

  /** Null if the service has done it, or need not. */
  static @Nullable Cause missing(RunResult result) {
    String words =
        switch (result) {
          case RunResult.Succeeded done -> null;
          case RunResult.Failed failed -> failed.lastLines();
          case RunResult.TimedOut late ->
              "the look at the history took longer than " + late.limit();
          case RunResult.NotStarted not -> "the history could not be looked at: " + not.reason();
        };
    return words == null
        ? null
        : new Cause(
            "NotMigrated",
            "the instances are ready, but the service has not migrated by itself: " + words,
            Map.of("lastLines", words));
  }

  /** Why it failed, where the database says it in words that are always the same. */
  static String words(RunResult.Failed failed) {
    if (failed.lastLines().contains("due to lock timeout")) {
      return "the migration did not get a lock in time: somebody's transaction holds it";
    }
    return failed.lastLines().contains("due to statement timeout")
        ? "a statement of the migration took longer than it may"
        : "the migration ended with exit code " + failed.exitCode();
  }
}
