package dev.belay.cli;

import dev.belay.cli.client.ControlPlaneClient;
import dev.belay.cli.client.Drift;
import dev.belay.cli.client.PastDrifts;
import dev.belay.cli.terminal.Terminal;
import dev.belay.cli.terminal.Tone;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "drift",
    description = {
      "Compares what runs with what is wanted: settings of processes, siblings, revisions.",
      "Names settings, never values. Changes nothing.",
      "",
      "Exit code: 0 nothing differs, 3 drift."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  belay drift",
      "  belay drift upload-service --json",
      "  belay drift upload-service --history"
    })
final class DriftCommand implements Callable<Integer> {

  private static final int MOST = 50;
  private static final String PAST = "%-28s %-9s %-40s %s";
  private static final String ROW = "%-16s %-20s %-28s %s";
  private final CommandContext context;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private HomeOption home;

  @Parameters(
      paramLabel = "SERVICE",
      arity = "0..1",
      description = "Such as upload-service; without it, all of them.")
  private @Nullable String service;

  @Option(
      names = "--history",
      description = "What patrols said of SERVICE that was new, the newest first; exit code 0.")
  private boolean history;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "10",
      description = "How many with --history, 1 to 50 (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Option(names = "--json", description = "One JSON object on one line for each service.")
  private boolean json;

  DriftCommand(CommandContext context) {
    this.context = context;
    this.home = new HomeOption(context);
  }

  @Override
  public Integer call() {
    if (limit < 1 || limit > MOST) {
      throw wrong("--limit is 1 to " + MOST + ", not " + limit + ".");
    }
    if (history) {
      return past(service);
    }
    try (ControlPlaneClient client = home.belay().client()) {
      List<Drift> found = service == null ? client.drifts() : List.of(client.drift(service));
      if (json) {
        found.forEach(each -> context.terminal().result(each.json()));
      } else {
        print(found);
      }
      return found.stream().anyMatch(Drift::drifted) ? ExitCode.BLOCKED : ExitCode.OK;
    }
  }

  private int past(@Nullable String of) {
    if (of == null) {
      throw wrong("--history is of one service: give its name.");
    }
    try (ControlPlaneClient client = home.belay().client()) {
      PastDrifts past = client.drifts(of, limit);
      if (json) {
        context.terminal().result(past.json());
      } else {
        print(past);
      }
      return ExitCode.OK;
    }
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private void print(PastDrifts past) {
    Terminal terminal = context.terminal();
    terminal.result(PAST.formatted("SEEN", "REVISION", "DRIFT", "PATROL"));
    for (PastDrifts.Past each : past.all()) {
      String kinds =
          each.findings().isEmpty()
              ? "none"
              : each.findings().stream().map(Drift.Finding::kind).collect(Collectors.joining(", "));
      String conduct =
          each.conduct() + (each.outcome().equals("done") ? "" : " (" + each.outcome() + ")");
      terminal.result(
          PAST.formatted(
              each.at(), each.revision() == null ? "-" : each.revision(), kinds, conduct),
          each.findings().isEmpty() ? Tone.GOOD : Tone.WARN);
      each.findings().forEach(finding -> terminal.result("  " + finding.message()));
    }
  }

  private void print(List<Drift> found) {
    Terminal terminal = context.terminal();
    terminal.result(ROW.formatted("SERVICE", "DRIFT", "SINCE", "SETTINGS OR INSTANCES"));
    for (Drift drift : found) {
      if (!drift.drifted()) {
        terminal.result(ROW.formatted(drift.service(), "none", "-", conduct(drift)), Tone.GOOD);
      }
      for (Drift.Finding finding : drift.findings()) {
        terminal.result(
            ROW.formatted(
                drift.service(),
                finding.kind(),
                finding.since() == null ? "-" : finding.since(),
                String.join(
                    ", ", finding.settings().isEmpty() ? finding.instances() : finding.settings())),
            Tone.WARN);
        terminal.result("  " + finding.message());
        terminal.result("  " + finding.remedy());
      }
      if (!drift.ruledOut().isEmpty()) {
        terminal.result(
            "  not the cause: "
                + drift.ruledOut().stream()
                    .map(each -> each.what() + " (" + each.why() + ")")
                    .collect(Collectors.joining("; ")));
      }
      if (drift.drifted()) {
        terminal.result("  patrol: " + conduct(drift));
      }
    }
  }

  private static String conduct(Drift drift) {
    return drift.conductDetail().isBlank()
        ? drift.conduct()
        : drift.conduct() + ": " + drift.conductDetail();
  }
}
