package dev.belay.cli;

import dev.belay.cli.client.ControlPlaneClient;
import dev.belay.cli.client.ControlPlaneException;
import dev.belay.cli.client.Incident;
import dev.belay.cli.client.Rollout;
import dev.belay.cli.client.RolloutWaiter;
import dev.belay.cli.client.Waited;
import dev.belay.cli.terminal.Progress;
import dev.belay.cli.terminal.Terminal;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;

/** Prints a rollout, after its end if that is asked for. */
record RolloutResult(Terminal terminal, ControlPlaneClient client, ResultOptions options) {

  int of(Rollout rollout) throws InterruptedException {
    if (!options.awaited()) {
      print(rollout);
      return ExitCode.OK;
    }
    Waited waited = await(rollout);
    switch (waited) {
      case Waited.Ended(Rollout last) -> print(last);
      case Waited.HeldTooLong(Rollout last) -> {
        print(last);
        terminal.note("It is held and its time for that is up: resume, promote or abort it.");
      }
      case Waited.Stranded(Rollout last) -> {
        print(last);
        terminal.note("Going back failed. Belay keeps trying; look at the service now.");
      }
      case Waited.TimedOut timedOut -> {
        print(timedOut.last() == null ? rollout : timedOut.last());
        terminal.error("--timeout: the rollout goes on. " + how(rollout));
      }
    }
    return ExitCode.of(waited);
  }

  private Waited await(Rollout rollout) throws InterruptedException {
    var interrupted =
        Thread.ofPlatform()
            .unstarted(() -> terminal.note("\nThe rollout goes on. " + how(rollout)));
    Runtime.getRuntime().addShutdownHook(interrupted);
    try (Progress progress = terminal.progress()) {
      return new RolloutWaiter(client, InstantSource.system())
          .await(
              rollout.service(),
              rollout.revision(),
              options.timeout(),
              now ->
                  progress.show(
                      now.service() + " " + now.revision() + ": " + now.state(), now.detail()));
    } finally {
      Runtime.getRuntime().removeShutdownHook(interrupted);
    }
  }

  private static String how(Rollout rollout) {
    return "'./belay rollout status %s' shows it, './belay rollout abort %s' takes it back."
        .formatted(rollout.service(), rollout.service());
  }

  private void print(Rollout rollout) {
    if (options.json()) {
      terminal.result(rollout.json());
    } else {
      RolloutText.print(rollout, incident(rollout), terminal);
    }
  }

  /**
   * It is told where it is known: a control plane without one, or without an answer, is no fault.
   */
  private @Nullable Incident incident(Rollout rollout) {
    if (rollout.cause() == null && !rollout.held()) {
      return null;
    }
    try {
      return client.incident(rollout.service(), rollout.revision()).orElse(null);
    } catch (ControlPlaneException e) {
      return null;
    }
  }
}
