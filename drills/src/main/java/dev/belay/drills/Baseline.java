package dev.belay.drills;

import dev.belay.cli.terminal.Progress;
import dev.belay.cli.terminal.Text;
import dev.belay.drills.load.Load;
import dev.belay.drills.load.Tally;

/**
 * Failures before a drill breaks anything would be blamed on it: the service must first answer a
 * hundred requests in a row. A process that has just started, or a machine that is busy, may need a
 * while.
 */
final class Baseline {

  private static final int REQUESTS = 100;

  private Baseline() {}

  static void await(Stage stage, Load load, String drill, Progress progress)
      throws InterruptedException {
    long until = System.nanoTime() + stage.warmUp().toNanos();
    String lastFailure = null;
    Tally tally = load.tally();
    while (tally.answered() < REQUESTS) {
      if (System.nanoTime() > until) {
        throw new DrillImpossibleException(
            "within %s before anything was released, no %d requests in a row were answered%s"
                .formatted(
                    Text.seconds(stage.warmUp()),
                    REQUESTS,
                    lastFailure == null ? "" : "; the last failure: " + lastFailure));
      }
      if (tally.failed() > 0) {
        lastFailure = tally.lastFailure();
        load.restartTally();
      }
      progress.show(drill + ": load", tally.answered() + " of " + REQUESTS + " requests");
      Thread.sleep(50);
      tally = load.tally();
    }
  }
}
