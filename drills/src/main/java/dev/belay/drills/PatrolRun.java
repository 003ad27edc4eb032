package dev.belay.drills;

import dev.belay.cli.client.ControlPlaneException;
import dev.belay.cli.client.Drift;
import dev.belay.cli.client.Restart;
import dev.belay.cli.client.Rollout;
import dev.belay.cli.client.Waited;
import dev.belay.cli.terminal.Progress;
import dev.belay.drills.StaleSettings.Wrong;
import dev.belay.drills.load.Load;
import dev.belay.drills.load.LostUploads;
import dev.belay.drills.load.Tally;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Holds one drill of the patrol: nothing bad is released; what runs was started with wrong
 * settings, and those are mended while it runs. The outcome is what the patrol does about it.
 */
final class PatrolRun {

  private static final String REASON = "a drill";
  private static final Duration RESTART = Duration.ofMinutes(5);
  private static final Duration FAILURES = Duration.ofSeconds(60);
  private static final Duration OUTCOME = Duration.ofMinutes(3);
  private static final int ENOUGH_FAILURES = 10;

  private final Stage stage;
  private final Drill drill;
  private final StaleSettings kind;
  private final Path production;
  private final Policy policy;
  private final int requestsPerSecond;
  private final LostUploads lost;
  private final Progress progress;
  private boolean touched;

  PatrolRun(
      Stage stage,
      Drill drill,
      StaleSettings kind,
      Path production,
      Policy policy,
      int requestsPerSecond,
      LostUploads lost,
      Progress progress) {
    this.stage = stage;
    this.drill = drill;
    this.kind = kind;
    this.production = production;
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
      kind.sweep(stage);
      before = stage.undisturbedStable();
      Drift now = stage.client().drift(stage.service());
      if (now.drifted()) {
        return Report.couldNotRun(
            drill,
            "%s has drift already: %s; './belay restart %s --reason TEXT' mends it"
                .formatted(stage.service(), now.findings().getFirst().message(), stage.service()));
      }
    } catch (IOException | DrillImpossibleException | ControlPlaneException e) {
      return Report.couldNotRun(drill, String.valueOf(e.getMessage()));
    }
    Report report;
    boolean interrupted = false;
    try {
      report = observe(before);
    } catch (IOException | DrillImpossibleException | ControlPlaneException e) {
      report = Report.couldNotRun(drill, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      interrupted = true;
      report = Report.couldNotRun(drill, "interrupted");
    }
    interrupted |= Thread.interrupted();
    Report complete = restore(before).map(report::failed).orElse(report);
    if (interrupted) {
      throw new InterruptedException();
    }
    return complete;
  }

  private Report observe(Rollout before) throws IOException, InterruptedException {
    touched = true;
    if (kind.leave()) {
      giveLeave();
    }
    try (Wrong wrong = kind.prepare(stage);
        var load = new Load(stage.target(), requestsPerSecond, null)) {
      Baseline.await(stage, load, drill.name(), progress);
      wrong.breakNow();
      restartAndWait();
      load.restartTally();
      Tally broken = failing(load);
      wrong.mend();
      load.restartTally();
      Drift stale = await("the patrol", OUTCOME, PatrolRun::stale);
      Optional<Drift> outcome = outcome();
      Tally tally = load.tally();
      load.stop();
      List<String> missing = lost.among(load.accepted());
      return PatrolJudge.judge(
          drill,
          new PatrolJudge.Seen(
              stale,
              outcome.orElse(null),
              broken,
              tally,
              missing,
              Leaks.of(
                  stage,
                  wrong.secret(),
                  List.of(stale.json(), outcome.map(Drift::json).orElse("")))));
    }
  }

  /** The revision that serves once more, with a policy that gives leave; it comes at once. */
  private void giveLeave() throws InterruptedException {
    Rollout own =
        stage
            .client()
            .start(
                stage.service(),
                new Rollout.Request(
                    production.toString(),
                    java.util.Map.of(),
                    null,
                    policy.givingLeave().json(),
                    REASON,
                    List.of()));
    Waited waited = stage.await(own, policy.longest(), this::show);
    boolean promoted =
        waited instanceof Waited.Ended(Rollout last) && last.state().equals("Promoted");
    if (!promoted || !stage.client().drift(stage.service()).leave()) {
      throw new DrillImpossibleException(
          promoted
              ? "the policy document that is applied gives no leave to restart"
              : "the revision that gives leave was not promoted");
    }
  }

  private void restartAndWait() throws InterruptedException {
    Restart begun = stage.client().restart(stage.service(), REASON);
    long until = System.nanoTime() + RESTART.toNanos();
    Restart last = begun;
    while (!last.ended()) {
      if (System.nanoTime() > until) {
        throw new DrillImpossibleException("the restart did not end: " + last.detail());
      }
      progress.show(drill.name() + ": " + last.state(), last.detail());
      Thread.sleep(200);
      last = stage.client().lastRestart(stage.service());
    }
    if (last.failure() != null) {
      throw new DrillImpossibleException("the restart was given up: " + last.failure());
    }
  }

  /** The fault is proven before it is mended. */
  private Tally failing(Load load) throws InterruptedException {
    long until = System.nanoTime() + FAILURES.toNanos();
    while (load.tally().failed() < ENOUGH_FAILURES) {
      if (System.nanoTime() > until) {
        throw new DrillImpossibleException(
            "with the wrong settings requests do not fail: %d in %d s"
                .formatted(load.tally().failed(), FAILURES.toSeconds()));
      }
      progress.show(drill.name() + ": wrong settings", load.tally().failed() + " failures");
      Thread.sleep(100);
    }
    return load.tally();
  }

  private static boolean stale(Drift drift) {
    return drift.findings().stream().anyMatch(each -> each.kind().equals("StaleConfiguration"));
  }

  /** Without leave nothing may happen: that is watched for a while, longer than a patrol takes. */
  private Optional<Drift> outcome() throws InterruptedException {
    if (drill.verdict() == Verdict.RESTARTED) {
      return Optional.of(await("the restart", OUTCOME, each -> each.conduct().equals("restarted")));
    }
    long until = System.nanoTime() + stage.explanation().toNanos();
    Drift now = stage.client().drift(stage.service());
    while (System.nanoTime() < until && now.conduct().equals("left-to-people")) {
      progress.show(drill.name() + ": " + now.conduct(), now.conductDetail());
      Thread.sleep(200);
      now = stage.client().drift(stage.service());
    }
    return Optional.of(now);
  }

  private Drift await(String what, Duration limit, Predicate<Drift> wanted)
      throws InterruptedException {
    long until = System.nanoTime() + limit.toNanos();
    Drift now = stage.client().drift(stage.service());
    while (!wanted.test(now)) {
      if (System.nanoTime() > until) {
        throw new DrillImpossibleException(
            "%s did not come in %d s: %s %s"
                .formatted(what, limit.toSeconds(), now.conduct(), now.conductDetail()));
      }
      progress.show(drill.name() + ": " + now.conduct(), now.conductDetail());
      Thread.sleep(200);
      now = stage.client().drift(stage.service());
    }
    return now;
  }

  private void show(Rollout rollout) {
    progress.show(
        drill.name() + ": " + rollout.revision() + " " + rollout.state(), rollout.detail());
  }

  /** The settings are as they were already; whoever runs with others is replaced. */
  private Optional<String> restore(Rollout before) throws InterruptedException {
    if (!touched) {
      return Optional.empty();
    }
    try {
      if (stage.client().drift(stage.service()).drifted()) {
        restartAndWait();
      }
      Rollout now = stage.client().rollout(stage.service(), "current");
      Optional<String> left =
          now.revision().equals(before.revision())
              ? Optional.empty()
              : new Restoration(stage, before, this::show).restore(now);
      return left.map(each -> "not left as it was found: " + each);
    } catch (ControlPlaneException | DrillImpossibleException e) {
      return Optional.of("not left as it was found: " + e.getMessage());
    }
  }
}
