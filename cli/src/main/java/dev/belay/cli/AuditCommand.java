package dev.belay.cli;

import dev.belay.cli.client.AuditEntry;
import dev.belay.cli.client.ControlPlaneClient;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "audit",
    description = "Who asked for what, why, and what became of it; newest first.",
    footerHeading = "%nExample:%n",
    footer = "  belay audit upload-service --limit 20")
final class AuditCommand implements Callable<Integer> {

  private static final int MOST = 1_000;
  private static final String ROW = "%-24s %-14s %-16s %-28s %s";
  private final CommandContext context;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private HomeOption home;

  @Parameters(paramLabel = "SERVICE", arity = "0..1", description = "Without it, all.")
  private @Nullable String service;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "50",
      description = "How many, 1 to 1000 (default: ${DEFAULT-VALUE}).")
  private int limit;

  AuditCommand(CommandContext context) {
    this.context = context;
    this.home = new HomeOption(context);
  }

  @Override
  public Integer call() {
    if (limit < 1 || limit > MOST) {
      throw new ParameterException(
          spec.commandLine(), "--limit is 1 to " + MOST + ", not " + limit + ".");
    }
    try (ControlPlaneClient client = home.belay().client()) {
      context.terminal().result(ROW.formatted("AT", "BY", "SERVICE", "ASKED FOR", "OUTCOME"));
      client.audit(service, limit).forEach(this::print);
      return ExitCode.OK;
    }
  }

  private void print(AuditEntry entry) {
    String why = entry.why().isBlank() ? "" : " (" + entry.why() + ")";
    context
        .terminal()
        .result(
            ROW.formatted(
                entry.at().replaceAll("\\.[0-9]+Z", "Z"),
                entry.by(),
                entry.service() == null ? "-" : entry.service(),
                entry.action(),
                entry.outcome() + why));
  }
}
