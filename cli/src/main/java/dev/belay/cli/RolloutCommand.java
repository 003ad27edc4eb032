package dev.belay.cli;

import dev.belay.cli.client.ControlPlaneClient;
import dev.belay.cli.client.Rollout;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "rollout",
    description = "Releases a revision, and steers or shows the release that is under way.",
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nExamples:%n",
    footer = {
      "  belay rollout start upload-service --artifact new.jar --wait",
      "  belay rollout status upload-service",
      "  belay rollout abort upload-service --reason \"wrong build\" --wait"
    })
final class RolloutCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  /** What is done to the newest rollout of a service. */
  interface Act {
    Rollout on(ControlPlaneClient client, String service, @Nullable String reason);
  }

  static CommandLine with(CommandContext context) {
    CommandLine rollout = new CommandLine(new RolloutCommand());
    rollout.addSubcommand(new RolloutStartCommand(context));
    rollout.addSubcommand(new RolloutStatusCommand(context));
    add(
        rollout,
        context,
        "pause",
        "Holds the rollout where it is.",
        verb(ControlPlaneClient.Verb.PAUSE));
    add(
        rollout,
        context,
        "resume",
        "Goes on with a held rollout.",
        verb(ControlPlaneClient.Verb.RESUME));
    add(
        rollout,
        context,
        "promote",
        "Gives the candidate all requests now; it is still watched during the bake.",
        verb(ControlPlaneClient.Verb.PROMOTE));
    add(
        rollout,
        context,
        "abort",
        "Takes the candidate back.",
        verb(ControlPlaneClient.Verb.ABORT));
    add(
        rollout,
        context,
        "undo",
        "Brings the last completed revision before this one back, as a new rollout.",
        ControlPlaneClient::undo);
    rollout.addSubcommand(new RolloutRetryCommand(context));
    rollout.addSubcommand(new RolloutDisputeCommand(context));
    return rollout;
  }

  private static Act verb(ControlPlaneClient.Verb verb) {
    return (client, service, reason) ->
        client.act(
            service, client.rollout(service, ControlPlaneClient.CURRENT).revision(), verb, reason);
  }

  private static void add(
      CommandLine rollout, CommandContext context, String name, String description, Act act) {
    CommandSpec spec = CommandSpec.forAnnotatedObject(new RolloutActCommand(context, act));
    spec.usageMessage()
        .description(description)
        .footerHeading("%nExample:%n")
        .footer("  belay rollout " + name + " upload-service --reason \"…\" --wait");
    rollout.addSubcommand(name, new CommandLine(spec.name(name)));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which rollout command?");
  }
}
