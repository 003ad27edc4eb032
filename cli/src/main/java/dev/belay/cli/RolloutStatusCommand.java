package dev.belay.cli;

import dev.belay.cli.client.ControlPlaneClient;
import dev.belay.cli.client.Rollout;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "status",
    description = "Shows a service's newest rollout, or waits for its end.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  belay rollout status upload-service",
      "  belay rollout status upload-service --revision r7 --json"
    })
final class RolloutStatusCommand implements Callable<Integer> {

  private final CommandContext context;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private HomeOption home;
  @Mixin private ResultOptions result = new ResultOptions();

  @Parameters(paramLabel = "SERVICE", description = "Such as upload-service.")
  private String service = "";

  @Option(
      names = "--revision",
      paramLabel = "rN",
      description = "Another rollout than the newest, by its revision.")
  private String revision = ControlPlaneClient.CURRENT;

  RolloutStatusCommand(CommandContext context) {
    this.context = context;
    this.home = new HomeOption(context);
  }

  @Override
  public Integer call() throws InterruptedException {
    result.check(spec);
    try (ControlPlaneClient client = home.belay().client()) {
      Rollout rollout = client.rollout(service, revision);
      return new RolloutResult(context.terminal(), client, result).of(rollout);
    }
  }
}
