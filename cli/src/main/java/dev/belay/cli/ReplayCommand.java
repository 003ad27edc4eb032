package dev.belay.cli;

import dev.belay.cli.client.ControlPlaneClient;
import dev.belay.cli.client.InvalidPolicyException;
import dev.belay.cli.client.Replay;
import dev.belay.cli.terminal.Terminal;
import dev.belay.cli.terminal.Tone;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "replay",
    description = {
      "Shows what a ReleasePolicy document would have done with the releases that were recorded:",
      "what, when, and at what cost in failed requests. Nothing is applied.",
      "",
      "Where the policy gives the candidate another share than it had then, requests are dealt anew",
      "20 times; 'N of 20' is how often it ends like that if not always; figures are the median."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  belay replay belay.yaml", "  belay replay strict.yaml --releases 50 --json"})
final class ReplayCommand implements Callable<Integer> {

  private static final int MOST = 50;

  private final CommandContext context;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private HomeOption home;

  @Parameters(paramLabel = "POLICY", description = "The document, such as belay.yaml.")
  private String policy = "";

  @Option(
      names = "--releases",
      paramLabel = "N",
      defaultValue = "20",
      description = "The newest N, 1 to 50 (default: ${DEFAULT-VALUE}).")
  private int releases;

  @Option(names = "--json", description = "One JSON object on one line.")
  private boolean json;

  ReplayCommand(CommandContext context) {
    this.context = context;
    this.home = new HomeOption(context);
  }

  @Override
  public Integer call() throws Exception {
    if (releases < 1 || releases > MOST) {
      throw new ParameterException(
          spec.commandLine(), "--releases is 1 to " + MOST + ", not " + releases + ".");
    }
    DocumentFile document = DocumentFile.read(context, policy);
    Terminal terminal = context.terminal();
    try (ControlPlaneClient client = home.belay().client()) {
      Replay replay = client.replay(document.text(), document.directory(), releases);
      if (json) {
        terminal.result(replay.json());
      } else {
        var text = new ReplayText(replay);
        text.lines().forEach(terminal::result);
        terminal.result(text.summary(), Tone.GOOD);
      }
      return ExitCode.OK;
    } catch (InvalidPolicyException refused) {
      return document.refused(terminal, refused, json);
    }
  }
}
