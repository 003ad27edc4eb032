package dev.belay.drills;

import dev.belay.cli.client.ControlPlaneClient;
import dev.belay.cli.client.ControlPlaneException;
import dev.belay.cli.client.Incident;
import dev.belay.cli.client.Rollout;
import dev.belay.cli.client.Waited;
import dev.belay.cli.terminal.Progress;
import dev.belay.drills.load.Load;
import dev.belay.drills.load.LostUploads;
import dev.belay.drills.load.Tally;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Holds one drill: load, release, outcome, lost uploads, judgement, and everything put back. */
final class DrillRun {

  private final Stage stage;
  private final Drill drill;
  private final Path variant;
  private final Policy policy;
  private final Progress progress;
  private final int requestsPerSecond;
  private final @Nullable LostUploads lost;

  /** A release was asked for; where the answer got lost, it may be under way all the same. */
  private boolean asked;

  private @Nullable Rollout own;

  /**
   * @param lost null for a service that stores nothing
   */
  DrillRun(
      Stage stage,
      Drill drill,
      Path variant,
      Policy policy,
      int requestsPerSecond,
      @Nullable LostUploads lost,
      Progress progress) {
    this.stage = stage;
    this.drill = drill;
    this.variant = variant;
    this.policy = policy;
    this.requestsPerSecond = requestsPerSecond;
    this.lost = lost;
    this.progress = progress;
  }

  /**
   * What the product does is always a report.
   *
   * @throws InterruptedException after everything was put back
   */
  Report hold() throws InterruptedException {
    Rollout before;
    try {
      for (Drill each : Catalogue.all()) {
        each.surroundings().sweep(stage);
      }
      before = stage.undisturbedStable();
    } catch (IOException e) {
      return Report.couldNotRun(drill, "what an earlier drill left: " + e.getMessage());
    } catch (DrillImpossibleException | ControlPlaneException e) {
      return Report.couldNotRun(drill, String.valueOf(e.getMessage()));
    }
    Report report;
    boolean interrupted = false;
    try {
      report = Judge.judge(drill, observe(before));
    } catch (DrillImpossibleException | ControlPlaneException e) {
      report = Report.couldNotRun(drill, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      interrupted = true;
      report = Report.couldNotRun(drill, "interrupted");
    }
    // An interrupt must not keep the way back from being asked for.
    interrupted |= Thread.interrupted();
    Report complete = restore(before).map(report::failed).orElse(report);
    if (interrupted) {
      throw new InterruptedException();
    }
    return complete;
  }

  private Observed observe(Rollout before) throws InterruptedException {
    try (var around = drill.surroundings().prepare(stage);
        var load = new Load(stage.target(), requestsPerSecond, drill.mark())) {
      Baseline.await(stage, load, drill.name(), progress);
      if (drill.proof() == Drill.Proof.NOBODY_ASKED) {
        load.stop();
      }
      asked = true;
      own = stage.client().start(stage.service(), request(around.settings()));
      load.restartTally();
      var breaking = new Breaking(around);
      Waited waited =
          stage.await(
              own,
              policy.longest(),
              rollout -> {
                show(rollout);
                breaking.seen(rollout);
              });
      breaking.check();
      Tally tally = load.tally();
      load.stop();
      List<String> accepted = load.accepted();
      @Nullable Incident incident = incident(waited);
      around.mend();
      progress.show(drill.name() + ": looking for " + accepted.size() + " accepted uploads", "");
      List<String> missing = lost == null ? List.of() : lost.among(accepted);
      return new Observed(waited, before.artifactDigest(), tally, missing, incident);
    } catch (IOException e) {
      throw new DrillImpossibleException("the surroundings: " + e.getMessage());
    }
  }

  /** Told within seconds of the end, but not at the same moment; nothing is wrong without one. */
  private @Nullable Incident incident(Waited waited) throws InterruptedException {
    if (waited instanceof Waited.Ended(Rollout last) && last.state().equals("Promoted")) {
      return null;
    }
    Rollout mine = own;
    long until = System.nanoTime() + stage.explanation().toNanos();
    while (mine != null) {
      Optional<Incident> told = stage.client().incident(stage.service(), mine.revision());
      if (told.isPresent() || System.nanoTime() > until) {
        return told.orElse(null);
      }
      progress.show(drill.name() + ": waiting for the explanation", "");
      Thread.sleep(100);
    }
    return null;
  }

  private Rollout.Request request(Map<String, String> ofSurroundings) {
    var settings = new HashMap<>(drill.settings());
    settings.putAll(ofSurroundings);
    String gate = drill.releasedGate();
    return new Rollout.Request(
        variant.toString(),
        settings,
        null,
        policy.with(drill.demands()).json(),
        "a drill",
        gate == null ? List.of() : List.of(gate));
  }

  private void show(Rollout rollout) {
    progress.show(
        drill.name() + ": " + rollout.revision() + " " + rollout.state(), rollout.detail());
  }

  private Optional<String> restore(Rollout before) throws InterruptedException {
    if (!asked) {
      return Optional.empty();
    }
    try {
      Rollout mine =
          own != null ? own : stage.client().rollout(stage.service(), ControlPlaneClient.CURRENT);
      return mine.revision().equals(before.revision())
          ? Optional.empty()
          : new Restoration(stage, before, this::show)
              .restore(mine)
              .map(left -> "not left as it was found: " + left);
    } catch (ControlPlaneException e) {
      return Optional.of("not left as it was found: " + e.getMessage());
    }
  }
}
