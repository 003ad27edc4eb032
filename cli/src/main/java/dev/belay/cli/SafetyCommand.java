package dev.belay.cli;

import dev.belay.cli.client.ControlPlaneClient;
import dev.belay.cli.client.Safety;
import dev.belay.cli.home.BelayHome;
import dev.belay.cli.terminal.CommandFailedException;
import dev.belay.cli.terminal.Terminal;
import dev.belay.cli.terminal.Tone;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
    name = "safety",
    description = "Shows what keeps Belay from acting, and changes it.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  belay safety",
      "  belay safety kill           # works without console and database",
      "  belay safety reset-breaker --reason \"the probes were wrong\"",
      "  belay safety lift upload-service r7"
    })
final class SafetyCommand implements Callable<Integer> {

  private final CommandContext context;
  private final Terminal terminal;

  @Mixin private HomeOption home;

  @Option(names = "--json", description = "One JSON object on one line.")
  private boolean json;

  SafetyCommand(CommandContext context) {
    this.context = context;
    this.terminal = context.terminal();
    this.home = new HomeOption(context);
  }

  @Override
  public Integer call() {
    try (ControlPlaneClient client = home.belay().client()) {
      print(client.safety());
      return ExitCode.OK;
    }
  }

  private void print(Safety safety) {
    if (json) {
      terminal.result(safety.json());
      return;
    }
    line(
        "kill switch",
        safety.killed(),
        safety.killed() ? "pulled: nothing is decided nor done" : "not pulled");
    line(
        "breaker",
        safety.breakerOpen(),
        "%s: %d of %d rollbacks in %s"
            .formatted(
                safety.breakerOpen() ? "open, people decide" : "closed",
                safety.rollbacks(),
                safety.limit(),
                window(safety)));
    for (Safety.Freeze freeze : safety.freezes()) {
      line(
          "frozen",
          true,
          "%s by %s since %s%s"
              .formatted(
                  freeze.service() == null ? "everything" : freeze.service(),
                  freeze.by(),
                  freeze.since(),
                  freeze.reason().isBlank() ? "" : ": " + freeze.reason()));
    }
    for (Safety.Quarantined bad : safety.quarantine()) {
      line(
          "quarantine",
          false,
          "%s %s (%s): %s".formatted(bad.service(), bad.revision(), bad.artifact(), bad.cause()));
    }
    for (Safety.Rollbacks of : safety.rollbacksOf()) {
      line(
          "rollbacks",
          false,
          "%s: %d, of which %d disputed".formatted(of.service(), of.takenBack(), of.disputed()));
    }
    for (Safety.Disputed wrong : safety.disputed()) {
      line(
          "disputed",
          false,
          "%s %s by %s%s"
              .formatted(
                  wrong.service(),
                  wrong.revision(),
                  wrong.by(),
                  wrong.reason().isBlank() ? "" : ": " + wrong.reason()));
    }
  }

  private static String window(Safety safety) {
    return safety.window().replace("PT", "").toLowerCase(java.util.Locale.ROOT);
  }

  private void line(String name, boolean stops, String text) {
    terminal.result("%-12s %s".formatted(name, text), stops ? Tone.WARN : Tone.PLAIN);
  }

  @Command(
      name = "kill",
      description = "Pulls the kill switch: a file in the home. Nothing is decided nor done then.")
  int kill(
      @Option(names = "--reason", paramLabel = "TEXT", description = "Why; kept in the file.")
          @Nullable String reason) {
    BelayHome where = existing();
    try {
      Files.writeString(file(where), (reason == null ? "" : reason) + System.lineSeparator());
    } catch (IOException e) {
      throw new CommandFailedException(
          "The kill switch %s could not be written: %s".formatted(file(where), e.getMessage()), e);
    }
    terminal.result("Pulled: %s. './belay safety unkill' lets go.".formatted(file(where)));
    return ExitCode.OK;
  }

  @Command(name = "unkill", description = "Lets go of the kill switch: Belay acts again.")
  int unkill() {
    BelayHome where = existing();
    try {
      boolean was = Files.deleteIfExists(file(where));
      terminal.result(was ? "Belay acts again." : "The kill switch was not pulled.");
      return ExitCode.OK;
    } catch (IOException e) {
      throw new CommandFailedException(
          "The kill switch %s could not be removed: %s".formatted(file(where), e.getMessage()), e);
    }
  }

  private BelayHome existing() {
    if (!home.home().exists()) {
      throw new CommandFailedException(
          "%s is no home of Belay. Name the right one with --home.".formatted(home.home().root()));
    }
    return home.home();
  }

  private static Path file(BelayHome where) {
    return where.root().resolve("kill-switch");
  }

  @Command(name = "reset-breaker", description = "Forgets the rollbacks up to now.")
  int resetBreaker(
      @Option(names = "--reason", paramLabel = "TEXT", description = "Why; kept in the audit log.")
          @Nullable String reason) {
    try (ControlPlaneClient client = home.belay().client()) {
      client.resetBreaker(reason == null ? "" : reason);
      terminal.result("The breaker is closed.");
      return ExitCode.OK;
    }
  }

  @Command(
      name = "lift",
      description = "Takes a revision's content out of quarantine; nothing is released.")
  int lift(
      @Parameters(paramLabel = "SERVICE") String service,
      @Parameters(paramLabel = "REVISION", description = "Such as r7.") String revision,
      @Option(names = "--reason", paramLabel = "TEXT", description = "Why; kept in the audit log.")
          @Nullable String reason) {
    try (ControlPlaneClient client = home.belay().client()) {
      client.liftQuarantine(service, revision, reason == null ? "" : reason);
      terminal.result("The content of %s may be released again.".formatted(revision));
      return ExitCode.OK;
    }
  }
}
