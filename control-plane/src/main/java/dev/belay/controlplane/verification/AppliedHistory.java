package dev.belay.controlplane.verification;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.platform.Platform;
import dev.belay.controlplane.verification.Preflight.Outcome;
import dev.belay.controlplane.verification.VerificationPolicy.Migrations;
import java.util.List;

/**
 * The target's history after a service has migrated it by itself: a process that is ready has not
 * shown that it migrated, and one whose Flyway is switched off is ready as well.
 */
public final class AppliedHistory {

  private final Preflight preflight;

  public AppliedHistory(Platform platform) {
    this.preflight = new Preflight(platform);
  }

  /** Blockers only. Empty also where the artifact cannot be asked, which the gates have told. */
  public List<Finding> notApplied(Revision revision, FencingToken token) {
    return switch (preflight.run(revision, token)) {
      case Outcome.Told(PreflightReport report) ->
          MigrationGate.judge(report, Migrations.VERIFY).stream().filter(Finding::blocks).toList();
      case Outcome.Untold(Finding finding) -> finding.blocks() ? List.of(finding) : List.of();
    };
  }
}
