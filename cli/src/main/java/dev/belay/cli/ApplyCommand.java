package dev.belay.cli;

import dev.belay.cli.client.Applied;
import dev.belay.cli.client.ControlPlaneClient;
import dev.belay.cli.client.InvalidPolicyException;
import dev.belay.cli.client.RefusedException;
import dev.belay.cli.client.Rollout;
import dev.belay.cli.terminal.Tone;
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
    DocumentFile document = DocumentFile.read(context, file);
    try (ControlPlaneClient client = home.belay().client()) {
      Applied applied = client.apply(document.text(), document.directory(), dryRun, reason);
      applied
          .warnings()
          .forEach(warning -> document.tell(context.terminal(), "warning: ", warning));
      return report(applied, client);
    } catch (InvalidPolicyException refused) {
      return document.refused(context.terminal(), refused, result.json());
    }
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
}
