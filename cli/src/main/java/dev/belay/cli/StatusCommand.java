package dev.belay.cli;

import dev.belay.cli.client.Arm;
import dev.belay.cli.client.Status;
import dev.belay.cli.client.UnreachableException;
import dev.belay.cli.local.LocalBelay;
import dev.belay.cli.terminal.Terminal;
import dev.belay.cli.terminal.Tone;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "status",
    description = "Tells what runs. Exit code 1 if nothing is up.",
    footerHeading = "%nExamples:%n",
    footer = {"  belay status", "  belay status --json"})
final class StatusCommand implements Callable<Integer> {

  private static final String ROW = "%-18s %-14s %-20s %-20s %s";
  private final Terminal terminal;

  @Mixin private HomeOption home;

  @Option(names = "--json", description = "One JSON object on one line.")
  private boolean json;

  StatusCommand(CommandContext context) {
    this.terminal = context.terminal();
    this.home = new HomeOption(context);
  }

  @Override
  public Integer call() {
    LocalBelay belay = home.belay();
    if (!belay.running()) {
      return notRunning("Nothing is up in %s. './belay up' starts it.", belay);
    }
    if (belay.home().credentials().isEmpty()) {
      return notRunning("The control plane of %s is still starting.", belay);
    }
    try {
      print(belay.status());
      return ExitCode.OK;
    } catch (UnreachableException e) {
      return notRunning(
          "The control plane of %s runs but does not answer; './belay logs control-plane' tells"
              + " more.",
          belay);
    }
  }

  private int notRunning(String why, LocalBelay belay) {
    if (json) {
      terminal.result("{\"running\":false}");
    } else {
      terminal.error(why.formatted(belay.home().root()));
    }
    return ExitCode.FAILED;
  }

  private void print(Status status) {
    if (json) {
      terminal.result(status.toJson());
      return;
    }
    terminal.result("public   " + status.publicUrl());
    terminal.result("console  " + status.consoleUrl());
    terminal.result("");
    terminal.result(ROW.formatted("SERVICE", "STATE", "STABLE", "CANDIDATE", "URL"));
    for (Status.Service service : status.services()) {
      String row =
          ROW.formatted(
              service.name(),
              service.state(),
              arm(service.stable()),
              arm(service.candidate()),
              service.publicUrl());
      terminal.result(row, service.served() ? Tone.PLAIN : Tone.WARN);
    }
  }

  static String arm(@Nullable Arm arm) {
    return arm == null
        ? "-"
        : "%s %s %% × %d".formatted(arm.revision(), arm.weight().toPlainString(), arm.instances());
  }
}
