package dev.belay.drills;

import dev.belay.cli.CommandContext;
import dev.belay.cli.SubcommandProvider;
import picocli.CommandLine;

/** Brings {@code belay drill}; found through the service loader. */
public final class DrillProvider implements SubcommandProvider {

  @Override
  public CommandLine command(CommandContext context) {
    return new CommandLine(new DrillCommand())
        .addSubcommand(new DrillListCommand(context))
        .addSubcommand(new DrillRunCommand(context));
  }
}
