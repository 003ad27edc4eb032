package dev.belay.cli;

import dev.belay.cli.client.ControlPlaneClient;
import dev.belay.cli.client.Rollout;
import dev.belay.cli.client.Verification;
import dev.belay.cli.terminal.Terminal;
import dev.belay.cli.terminal.Tone;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Command(
    name = "verify",
    description = {
      "Lets the gates look at an artifact that is not released: the file, its settings, its migrations.",
      "Nothing is released, applied or changed. Takes up to a minute.",
      "",
      "Exit code: 0 no blocker, 3 blocked."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  belay verify upload-service --artifact new.jar",
      "  belay verify upload-service --artifact new.jar --env API_KEY --migrations verify --json"
    })
final class VerifyCommand implements Callable<Integer> {

  private final CommandContext context;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private HomeOption home;

  @Parameters(paramLabel = "SERVICE", description = "Such as upload-service.")
  private String service = "";

  @Option(
      names = "--artifact",
      paramLabel = "JAR",
      required = true,
      description = "The runnable jar.")
  private String artifact = "";

  @Option(
      names = "--env",
      paramLabel = "K=V",
      description =
          "A setting that the release would have; repeatable. K alone takes the value from this"
              + " environment.")
  private List<String> settings = List.of();

  @Option(
      names = "--migrations",
      paramLabel = "WHO",
      description = "verify, apply or embedded (default: as the service's policy says).")
  private @Nullable String migrations;

  @Option(names = "--json", description = "One JSON object on one line.")
  private boolean json;

  VerifyCommand(CommandContext context) {
    this.context = context;
    this.home = new HomeOption(context);
  }

  @Override
  public Integer call() throws Exception {
    var request =
        new Rollout.Request(
            ArtifactFile.readable(context, artifact).toString(),
            new SettingArguments(context.environment()).read(settings, spec),
            null,
            policy(),
            null);
    Terminal terminal = context.terminal();
    try (ControlPlaneClient client = home.belay().client()) {
      Verification found = client.verify(service, request);
      if (json) {
        terminal.result(found.json());
      } else {
        print(found, terminal);
      }
      return found.passed() ? ExitCode.OK : ExitCode.BLOCKED;
    }
  }

  private @Nullable JsonNode policy() {
    return migrations == null
        ? null
        : JsonMapper.shared().createObjectNode().put("migrations", migrations);
  }

  private static void print(Verification found, Terminal terminal) {
    for (Rollout.Finding finding : found.findings()) {
      terminal.result(
          "%-8s %-26s %s".formatted(finding.level(), finding.rule(), finding.message()),
          tone(finding.level()));
      terminal.result("%-8s %-26s %s".formatted("", "", finding.remedy()));
    }
    long blockers =
        found.findings().stream().filter(each -> each.level().equals("blocker")).count();
    terminal.result(
        found.passed()
            ? "%s would pass the gates of %s.".formatted(found.artifact(), found.service())
            : "%s would be blocked: %d blocker(s).".formatted(found.artifact(), blockers),
        found.passed() ? Tone.GOOD : Tone.BAD);
  }

  private static Tone tone(String level) {
    return switch (level) {
      case "blocker" -> Tone.BAD;
      case "warning" -> Tone.WARN;
      default -> Tone.PLAIN;
    };
  }
}
