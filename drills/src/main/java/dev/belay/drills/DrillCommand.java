package dev.belay.drills;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "drill",
    description = "Releases revisions whose quality is known and checks what comes out.",
    synopsisSubcommandLabel = "COMMAND",
    footerHeading = "%nExamples:%n",
    footer = {
      "  belay drill list",
      "  belay drill run all-500-but-ready",
      "  belay drill run --all"
    })
final class DrillCommand implements Runnable {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "Which drill command?");
  }
}
