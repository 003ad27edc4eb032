package dev.belay.cli;

import dev.belay.cli.local.LogFiles;
import dev.belay.cli.terminal.Terminal;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "logs",
    description = "Shows the end of a log: control-plane, gateway, database, or an instance's.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  belay logs control-plane",
      "  belay logs upload-service -f",
      "  belay logs upload-service-r2-0 -n 200"
    })
final class LogsCommand implements Callable<Integer> {

  private static final int MOST_LINES = 10_000;
  private final Terminal terminal;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private HomeOption home;

  @Parameters(
      paramLabel = "NAME",
      description = "A log's name, or how one or several begin; then the newest is shown.")
  private String name = "";

  @Option(
      names = {"-f", "--follow"},
      description = "Go on as the log grows, until Ctrl-C.")
  private boolean follow;

  @Option(
      names = {"-n", "--lines"},
      paramLabel = "N",
      description = "How many lines, 1 to 10000 (default: ${DEFAULT-VALUE}).",
      defaultValue = "50")
  private int lines;

  LogsCommand(CommandContext context) {
    this.terminal = context.terminal();
    this.home = new HomeOption(context);
  }

  @Override
  public Integer call() throws Exception {
    if (lines < 1 || lines > MOST_LINES) {
      throw new ParameterException(spec.commandLine(), "-n is 1 to " + MOST_LINES + ".");
    }
    var log = new LogFiles(home.home()).named(name);
    String end = dev.belay.cli.local.Logs.lastLines(log, lines);
    if (!end.isEmpty()) {
      terminal.result(end);
    }
    if (follow) {
      LogFiles.follow(log, terminal::result);
    }
    return ExitCode.OK;
  }
}
