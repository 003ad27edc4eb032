package dev.belay.cli;

import dev.belay.cli.client.Applied;
import dev.belay.cli.client.ControlPlaneClient;
import dev.belay.cli.client.InvalidPolicyException;
import dev.belay.cli.client.PolicyIssue;
import dev.belay.cli.client.RefusedException;
import dev.belay.cli.client.Rollout;
import dev.belay.cli.terminal.CommandFailedException;
import dev.belay.cli.terminal.Tone;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
    name = "apply",
    description = {
      "Applies a ReleasePolicy document.",
      "It is compared with the one applied last: only a changed target starts a rollout."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  belay apply",
      "  belay apply -f shop/belay.yaml --wait --timeout 30m",
      "  belay apply --dry-run"
    })
final class ApplyCommand implements Callable<Integer> {

  private static final int MAX_BYTES = 256 * 1024;

  private final CommandContext context;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private HomeOption home;
  @Mixin private ResultOptions result = new ResultOptions();

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "The document (default: ${DEFAULT-VALUE}).")
  private String file = "belay.yaml";

  @Option(names = "--dry-run", description = "Show what would happen and change nothing.")
  private boolean dryRun;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why; kept with the rollout.")
  private @Nullable String reason;

  ApplyCommand(CommandContext context) {
    this.context = context;
    this.home = new HomeOption(context);
  }

  @Override
  public Integer call() throws Exception {
    result.check(spec);
    if (dryRun && result.awaited()) {
      throw new ParameterException(
          spec.commandLine(), "--dry-run starts nothing that --wait could wait for.");
    }
    Path document = context.path(file);
    String text = read(document);
    try (ControlPlaneClient client = home.belay().client()) {
      Applied applied =
          client.apply(text, document.toAbsolutePath().resolveSibling(""), dryRun, reason);
      applied.warnings().forEach(warning -> issue("warning: ", warning));
      return report(applied, client);
    } catch (InvalidPolicyException refused) {
      refused.issues().forEach(error -> issue("", error));
      if (result.json()) {
        context.terminal().result(refused.json());
      }
      context.terminal().error(String.valueOf(refused.getMessage()));
      return ExitCode.FAILED;
    }
  }

  private void issue(String kind, PolicyIssue issue) {
    context.terminal().note(kind + issue.at(file));
    context.terminal().note("    " + issue.remedy());
  }

  private int report(Applied applied, ControlPlaneClient client) throws InterruptedException {
    boolean about = !applied.dryRun() && applied.revision() != null;
    boolean waits = about && result.awaited() && !applied.result().equals("policy");
    if (result.json()) {
      if (!waits) {
        context.terminal().result(applied.json());
      }
    } else {
      print(applied);
    }
    if (waits) {
      return new RolloutResult(context.terminal(), client, result)
          .of(client.rollout(applied.service(), String.valueOf(applied.revision())));
    }
    if (about) {
      tellIfNotPromoted(applied.service(), String.valueOf(applied.revision()), client);
    }
    return ExitCode.OK;
  }

  /** Nobody should think that what was taken back runs because its document is unchanged. */
  private void tellIfNotPromoted(String service, String revision, ControlPlaneClient client) {
    try {
      Rollout rollout = client.rollout(service, revision);
      if (rollout.ended() && !rollout.state().equals("Promoted")) {
        context
            .terminal()
            .note(
                "%s of this target ended as %s. './belay rollout retry %s %s' releases it again."
                    .formatted(revision, rollout.state(), service, revision));
      }
    } catch (RefusedException forgotten) {
      // Old rollouts are not kept for ever: nothing is known about it.
    }
  }

  private void print(Applied applied) {
    String would = applied.dryRun() ? " (dry run: nothing was changed)" : "";
    String words =
        switch (applied.result()) {
          case "rollout" ->
              applied.dryRun() ? "would start a rollout" : applied.revision() + " started";
          case "policy" ->
              (applied.dryRun() ? "would update the policy" : "policy updated")
                  + "; no rollout"
                  + (applied.changes().isEmpty()
                      ? ": " + applied.revision() + " is this target already"
                      : "");
          default -> "unchanged";
        };
    context.terminal().result(applied.service() + ": " + words + would, Tone.GOOD);
    applied.changes().forEach(change -> context.terminal().result("  " + change));
  }

  private static String read(Path document) throws IOException {
    if (!Files.isRegularFile(document)) {
      throw new CommandFailedException(
          "No such document: %s. './belay init' writes one to begin with.".formatted(document));
    }
    if (Files.size(document) > MAX_BYTES) {
      throw new CommandFailedException(
          "%s is larger than %d bytes: is it a policy?".formatted(document, MAX_BYTES));
    }
    try {
      return Files.readString(document);
    } catch (MalformedInputException e) {
      throw new CommandFailedException(document + " is not UTF-8 text.", e);
    }
  }
}
