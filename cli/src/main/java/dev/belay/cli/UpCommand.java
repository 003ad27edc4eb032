package dev.belay.cli;

import dev.belay.cli.client.Status;
import dev.belay.cli.home.BelayHome;
import dev.belay.cli.home.Credentials;
import dev.belay.cli.local.LocalBelay;
import dev.belay.cli.terminal.CommandFailedException;
import dev.belay.cli.terminal.Progress;
import dev.belay.cli.terminal.Terminal;
import dev.belay.cli.terminal.Tone;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "up",
    description = {
      "Starts everything on this machine and waits until it serves.",
      "What is up already is left alone; a control plane that was killed is started again and"
          + " takes over what still runs."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  belay up", "  belay up --home /tmp/second --port-base 18080"})
final class UpCommand implements Callable<Integer> {

  private final Terminal terminal;

  @Mixin private HomeOption home;

  @Option(
      names = "--port-base",
      paramLabel = "N",
      description = "First of the ports N to N+119 (default: 8080; the console is N+10).")
  private @Nullable Integer portBase;

  UpCommand(CommandContext context) {
    this.terminal = context.terminal();
    this.home = new HomeOption(context);
  }

  @Override
  public Integer call() throws Exception {
    LocalBelay belay = home.belay();
    boolean already;
    try (Progress progress = terminal.progress()) {
      already = belay.up(portBase, progress);
    }
    terminal.result(already ? "Belay is already up." : "Belay is up.", Tone.GOOD);
    describe(belay.status(), credentials(belay.home()), belay.home());
    return ExitCode.OK;
  }

  private static Credentials credentials(BelayHome home) {
    return home.credentials()
        .orElseThrow(() -> new CommandFailedException(home.credentialsFile() + " is gone."));
  }

  private void describe(Status status, Credentials credentials, BelayHome home) {
    terminal.result("");
    for (Status.Service service : status.services()) {
      terminal.result("  %-15s %s".formatted(service.name(), service.publicUrl()));
    }
    Credentials.Login operator = credentials.operator();
    terminal.result("  %-15s %s".formatted("console", status.consoleUrl()));
    terminal.result(
        "  %-15s %s / %s".formatted("console login", operator.username(), operator.password()));
    String key = credentials.demoApiKey();
    if (key != null) {
      terminal.result("  %-15s %s".formatted("demo API key", key));
    }
    terminal.result("  %-15s %s".formatted("all credentials", home.credentialsFile()));
    terminal.result("");
    terminal.result("Upload a picture:");
    terminal.result(
        "  curl -H 'X-API-Key: %s' -F file=@photo.jpg %s/api/v1/upload/image"
            .formatted(key == null ? "YOUR-KEY" : key, status.publicUrl()));
    terminal.result("Release a revision:");
    terminal.result(
        "  ./belay rollout start %s --artifact new.jar --wait"
            .formatted(
                status.services().isEmpty() ? "SERVICE" : status.services().getFirst().name()));
  }
}
