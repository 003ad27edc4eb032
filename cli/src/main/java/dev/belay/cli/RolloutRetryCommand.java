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

@Command(
    name = "retry",
    description = "Releases an earlier revision's content again, also if it is in quarantine.",
    footerHeading = "%nExample:%n",
    footer = "  belay rollout retry upload-service r7 --reason \"the database was down\" --wait")
final class RolloutRetryCommand implements Callable<Integer> {

  private final CommandContext context;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private HomeOption home;
  @Mixin private ResultOptions result = new ResultOptions();

  @Parameters(index = "0", paramLabel = "SERVICE", description = "Such as upload-service.")
  private String service = "";

  @Parameters(index = "1", paramLabel = "REVISION", description = "Such as r7.")
  private String revision = "";

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why; kept with the rollout.")
  private @Nullable String reason;

  RolloutRetryCommand(CommandContext context) {
    this.context = context;
    this.home = new HomeOption(context);
  }

  @Override
  public Integer call() throws InterruptedException {
    result.check(spec);
    try (ControlPlaneClient client = home.belay().client()) {
      Rollout rollout = client.retry(service, revision, reason);
      return new RolloutResult(context.terminal(), client, result).of(rollout);
    }
  }
}
