package dev.belay.cli;

import dev.belay.cli.client.ControlPlaneClient;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** freeze and unfreeze: they differ in one call. */
@Command
final class FreezeCommand implements Callable<Integer> {

  private final CommandContext context;
  private final Act act;

  @Mixin private HomeOption home;

  @Parameters(
      paramLabel = "SERVICE",
      arity = "0..1",
      description = "Such as upload-service; without it, everything.")
  private @Nullable String service;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why; kept in the audit log.")
  private @Nullable String reason;

  private FreezeCommand(CommandContext context, Act act) {
    this.context = context;
    this.act = act;
    this.home = new HomeOption(context);
  }

  /** What is done, and the line that tells so. */
  private interface Act {
    String on(ControlPlaneClient client, @Nullable String service, @Nullable String reason);
  }

  static CommandLine freeze(CommandContext context) {
    return named(
        "freeze",
        "Stops releases and restarts until 'unfreeze'. A way back is never stopped.",
        "  belay freeze upload-service --reason \"sale until Monday\"",
        new FreezeCommand(
            context,
            (client, service, reason) -> {
              client.freeze(service, reason);
              return "Frozen: %s.".formatted(service == null ? "everything" : service);
            }));
  }

  static CommandLine unfreeze(CommandContext context) {
    return named(
        "unfreeze",
        "Ends a freeze; rollouts that it held go on.",
        "  belay unfreeze upload-service",
        new FreezeCommand(
            context,
            (client, service, reason) ->
                client.unfreeze(service, reason)
                    ? "The freeze is over."
                    : "%s was not frozen by itself; './belay safety' shows what is."
                        .formatted(service == null ? "Everything" : service)));
  }

  private static CommandLine named(
      String name, String description, String example, FreezeCommand command) {
    CommandSpec spec = CommandSpec.forAnnotatedObject(command).name(name);
    spec.usageMessage().description(description).footerHeading("%nExample:%n").footer(example);
    return new CommandLine(spec);
  }

  @Override
  public Integer call() {
    try (ControlPlaneClient client = home.belay().client()) {
      context.terminal().result(act.on(client, service, reason));
      return ExitCode.OK;
    }
  }
}
