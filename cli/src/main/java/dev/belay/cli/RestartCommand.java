package dev.belay.cli;

import dev.belay.cli.client.ControlPlaneClient;
import dev.belay.cli.client.Restart;
import dev.belay.cli.client.UnreachableException;
import dev.belay.cli.terminal.CommandFailedException;
import dev.belay.cli.terminal.Progress;
import dev.belay.cli.terminal.Terminal;
import dev.belay.cli.terminal.Tone;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "restart",
    description = {
      "Replaces the processes of what serves, with the settings of now: a spare instance first, then",
      "one behind the other, each behind readiness. Refused in a freeze and during a rollout.",
      "",
      "Exit code with --wait: 0 all were replaced, 4 given up, 1 could not be run or --timeout."
    },
    footerHeading = "%nExample:%n",
    footer = "  belay restart upload-service --reason \"new API key\" --wait")
final class RestartCommand implements Callable<Integer> {

  private static final Duration POLL = Duration.ofMillis(300);

  /** After so long without an answer, waiting is given up; the restart goes on. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final CommandContext context;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private HomeOption home;

  @Parameters(paramLabel = "SERVICE", description = "Such as upload-service.")
  private String service = "";

  @Option(
      names = "--reason",
      paramLabel = "TEXT",
      required = true,
      description = "Why; kept in the audit log.")
  private String reason = "";

  @Option(names = "--wait", description = "Wait for its end.")
  private boolean wait;

  @Option(
      names = "--timeout",
      paramLabel = "D",
      converter = DurationConverter.class,
      description = "Stop waiting after D, such as 90s or 5m; the restart goes on.")
  private @Nullable Duration timeout;

  @Option(names = "--json", description = "One JSON object on one line.")
  private boolean json;

  RestartCommand(CommandContext context) {
    this.context = context;
    this.home = new HomeOption(context);
  }

  @Override
  public Integer call() throws InterruptedException {
    if (timeout != null && !wait) {
      throw new ParameterException(spec.commandLine(), "--timeout has a meaning only with --wait.");
    }
    try (ControlPlaneClient client = home.belay().client();
        Progress progress = context.terminal().progress()) {
      Restart begun = client.restart(service, reason);
      Restart last = wait ? awaited(client, begun, progress) : begun;
      progress.close();
      print(last);
      return wait ? code(last) : ExitCode.OK;
    }
  }

  private Restart awaited(ControlPlaneClient client, Restart begun, Progress progress)
      throws InterruptedException {
    long began = System.nanoTime();
    long answered = began;
    Restart last = begun;
    while (!last.ended() && last.failure() == null) {
      progress.show(service + ": " + last.state(), last.detail());
      if (timeout != null && System.nanoTime() - began > timeout.toNanos()) {
        return last;
      }
      Thread.sleep(POLL);
      try {
        Restart now = client.lastRestart(service);
        answered = System.nanoTime();
        if (now.number() != begun.number()) {
          throw new CommandFailedException(
              "Another restart took the place of this one: './belay drift %s' tells."
                  .formatted(service));
        }
        last = now;
      } catch (UnreachableException e) {
        // The control plane may be restarting; whoever comes next goes on with it.
        if (System.nanoTime() - answered > PATIENCE.toNanos()) {
          throw e;
        }
      }
    }
    return last;
  }

  private static int code(Restart last) {
    if (last.failure() != null) {
      return ExitCode.UNDECIDED;
    }
    return last.ended() ? ExitCode.OK : ExitCode.FAILED;
  }

  private void print(Restart last) {
    Terminal terminal = context.terminal();
    if (json) {
      terminal.result(last.json());
    } else if (last.failure() != null) {
      terminal.result("%s: given up: %s".formatted(service, last.detail()), Tone.BAD);
    } else if (last.ended()) {
      terminal.result("%s: %s.".formatted(service, last.detail()), Tone.GOOD);
    } else {
      terminal.result(
          "%s: %s of %s; './belay drift %s' tells how it goes."
              .formatted(service, last.state(), String.join(", ", last.instances()), service));
    }
  }
}
