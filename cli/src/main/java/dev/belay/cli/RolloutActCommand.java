package dev.belay.cli;

import dev.belay.cli.client.ControlPlaneClient;
import dev.belay.cli.client.Rollout;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** pause, resume, promote, abort, undo: they differ in one call. */
@Command
final class RolloutActCommand implements Callable<Integer> {

  private final CommandContext context;
  private final RolloutCommand.Act act;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private HomeOption home;
  @Mixin private ResultOptions result = new ResultOptions();

  @Parameters(paramLabel = "SERVICE", description = "Such as upload-service.")
  private String service = "";

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why; kept with the rollout.")
  private @Nullable String reason;

  RolloutActCommand(CommandContext context, RolloutCommand.Act act) {
    this.context = context;
    this.act = act;
    this.home = new HomeOption(context);
  }

  @Override
  public Integer call() throws InterruptedException {
    result.check(spec);
    try (ControlPlaneClient client = home.belay().client()) {
      Rollout rollout = act.on(client, service, reason);
      return new RolloutResult(context.terminal(), client, result).of(rollout);
    }
  }
}
