package dev.belay.cli;

import dev.belay.cli.client.ControlPlaneClient;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "dispute",
    description = {
      "Says that a rollback was wrong. It is counted and shown ('belay safety'); nothing is released by it."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  belay rollout dispute upload-service r7 --reason \"the network was down\"",
      "  belay rollout dispute upload-service r7 --withdraw"
    })
final class RolloutDisputeCommand implements Callable<Integer> {

  private final CommandContext context;

  @Mixin private HomeOption home;

  @Parameters(index = "0", paramLabel = "SERVICE", description = "Such as upload-service.")
  private String service = "";

  @Parameters(index = "1", paramLabel = "REVISION", description = "Such as r7.")
  private String revision = "";

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why; kept, and audited.")
  private @Nullable String reason;

  @Option(names = "--withdraw", description = "Takes the dispute back.")
  private boolean withdraw;

  RolloutDisputeCommand(CommandContext context) {
    this.context = context;
    this.home = new HomeOption(context);
  }

  @Override
  public Integer call() {
    try (ControlPlaneClient client = home.belay().client()) {
      if (withdraw) {
        boolean was = client.withdrawDispute(service, revision, reason);
        context
            .terminal()
            .result(
                was
                    ? "The rollback of %s %s is not disputed any more.".formatted(service, revision)
                    : "The rollback of %s %s was not disputed.".formatted(service, revision));
      } else {
        client.dispute(service, revision, reason);
        context
            .terminal()
            .result("The rollback of %s %s is disputed.".formatted(service, revision));
      }
      return ExitCode.OK;
    }
  }
}
