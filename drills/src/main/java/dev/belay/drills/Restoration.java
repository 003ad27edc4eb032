package dev.belay.drills;

import dev.belay.cli.client.ControlPlaneClient;
import dev.belay.cli.client.RefusedException;
import dev.belay.cli.client.Rollout;
import dev.belay.cli.client.Waited;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/** Leaves a service with the content that it served before the drill. */
record Restoration(Stage stage, Rollout before, Consumer<Rollout> seen) {

  private static final Duration ABORT = Duration.ofMinutes(2);
  private static final Duration UNDO = Duration.ofMinutes(6);
  private static final String REASON = "a drill ends";

  /**
   * @return what is left to do by hand; empty if all is as it was
   */
  Optional<String> restore(Rollout own) throws InterruptedException {
    Rollout now = stage.client().rollout(stage.service(), own.revision());
    if (!now.ended()) {
      now = abort(now);
    }
    if (!now.ended()) {
      return Optional.of("%s is still %s".formatted(now.revision(), now.state()));
    }
    if (now.state().equals("Promoted")) {
      return undo();
    }
    // A drill leaves no content in quarantine, and Belay no reason to doubt itself.
    if (now.state().equals("RolledBack")) {
      stage.client().liftQuarantine(stage.service(), now.revision(), REASON);
      stage.client().resetBreaker(REASON);
    }
    return Optional.empty();
  }

  private Rollout abort(Rollout own) throws InterruptedException {
    try {
      stage.client().act(stage.service(), own.revision(), ControlPlaneClient.Verb.ABORT, REASON);
    } catch (RefusedException alreadyOnItsWay) {
      // It goes back, or has ended meanwhile: what counts is read below.
    }
    stage.await(own, ABORT, seen);
    return stage.client().rollout(stage.service(), own.revision());
  }

  private Optional<String> undo() throws InterruptedException {
    Rollout back = stage.client().undo(stage.service(), REASON);
    Waited waited = stage.await(back, UNDO, seen);
    Rollout end = stage.client().rollout(stage.service(), back.revision());
    if (!(waited instanceof Waited.Ended) || !end.state().equals("Promoted")) {
      return Optional.of(
          "the undo of the promotion, %s, is %s".formatted(end.revision(), end.state()));
    }
    return end.artifactDigest().equals(before.artifactDigest())
        ? Optional.empty()
        : Optional.of("after the undo another content serves than before");
  }
}
