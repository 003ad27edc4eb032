package dev.belay.controlplane.rollout;

import dev.belay.controlplane.platform.RunResult;
import dev.belay.controlplane.verification.AppliedMigrations;
import dev.belay.controlplane.verification.Finding;
import java.util.ArrayList;
import java.util.Optional;
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
