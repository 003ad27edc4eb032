package dev.belay.cli;

import dev.belay.cli.local.LocalBelay;
import dev.belay.cli.terminal.CommandFailedException;
import dev.belay.cli.terminal.Progress;
import dev.belay.cli.terminal.Terminal;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "down",
    description = "Stops everything that 'belay up' started; nothing is left running.",
    footerHeading = "%nExamples:%n",
    footer = {"  belay down", "  belay down --purge --yes"})
final class DownCommand implements Callable<Integer> {

  private final CommandContext context;
  private final Terminal terminal;

  @Mixin private HomeOption home;

  @Option(
      names = "--purge",
      description = "Remove the home too: uploaded pictures, databases, credentials, logs.")
  private boolean purge;

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask before removing.")
  private boolean yes;

  DownCommand(CommandContext context) {
    this.context = context;
    this.terminal = context.terminal();
    this.home = new HomeOption(context);
  }

  @Override
  public Integer call() throws Exception {
    LocalBelay belay = home.belay();
    if (purge) {
      requireConsent(belay);
    }
    boolean wasUp;
    try (Progress progress = terminal.progress()) {
      wasUp = belay.down(progress);
    }
    terminal.result(wasUp ? "Belay is down." : "Nothing was up in " + belay.home().root() + ".");
    if (purge && belay.home().exists()) {
      belay.purge();
      terminal.result("Removed " + belay.home().root() + ".");
    }
    return ExitCode.OK;
  }

  /** Before anything is stopped, so that a no changes nothing. */
  private void requireConsent(LocalBelay belay) throws IOException {
    if (belay.home().isForeign()) {
      throw new CommandFailedException(
          belay.home().root() + " is not a Belay home (it has no home.json); nothing was removed.");
    }
    if (yes || !belay.home().exists()) {
      return;
    }
    terminal.err().print("Remove " + belay.home().root() + " and all data in it? [y/N] ");
    terminal.err().flush();
    String answer = context.readLine().strip().toLowerCase(Locale.ROOT);
    if (!answer.equals("y") && !answer.equals("yes")) {
      throw new CommandFailedException("Nothing was stopped or removed.");
    }
  }
}
