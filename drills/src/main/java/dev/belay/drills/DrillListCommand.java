package dev.belay.drills;

import dev.belay.cli.CommandContext;
import picocli.CommandLine.Command;

@Command(
    name = "list",
    description = "Lists the drills, what is broken in each, and what must come out.",
    footerHeading = "%nExample:%n",
    footer = "  belay drill list")
final class DrillListCommand implements Runnable {

  private static final String ROW = "%-20s %-12s %s";
  private final CommandContext context;

  DrillListCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public void run() {
    context.terminal().result(ROW.formatted("DRILL", "EXPECTED", "BROKEN"));
    for (Drill drill : Catalogue.all()) {
      context
          .terminal()
          .result(ROW.formatted(drill.name(), drill.verdict().label(), drill.broken()));
    }
  }
}
