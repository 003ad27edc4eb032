package dev.belay.cli;

import dev.belay.cli.client.ControlPlaneClient;
import dev.belay.cli.client.PastVerifications;
import dev.belay.cli.client.Rollout;
import dev.belay.cli.client.Verification;
import dev.belay.cli.terminal.Terminal;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Command(
    name = "verify",
    description = {
      "Lets the gates look at an artifact that is not released: the file, its settings, its migrations.",
      "Nothing is released, applied or changed. Takes up to a minute.",
      "With --history: what the gates found before, for releases too.",
      "",
      "Exit code: 0 no blocker, 3 blocked."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  belay verify upload-service --artifact new.jar",
      "  belay verify upload-service --artifact new.jar --env API_KEY --migrations verify --json",
      "  belay verify upload-service --history --limit 3"
    })
final class VerifyCommand implements Callable<Integer> {

  private static final int MOST = 50;
  private final CommandContext context;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private HomeOption home;

  @Parameters(paramLabel = "SERVICE", description = "Such as upload-service.")
  private String service = "";

  @Option(
      names = "--artifact",
      paramLabel = "JAR",
      description = "The runnable jar; needed without --history.")
  private @Nullable String artifact;

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

  @Option(
      names = "--history",
      description = "What was found before, the newest first; verifies nothing.")
  private boolean history;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "10",
      description = "How many with --history, 1 to 50 (default: ${DEFAULT-VALUE}).")
  private int limit;

  @Option(names = "--json", description = "One JSON object on one line.")
  private boolean json;

  VerifyCommand(CommandContext context) {
    this.context = context;
    this.home = new HomeOption(context);
  }

  @Override
  public Integer call() throws Exception {
    if (limit < 1 || limit > MOST) {
      throw wrong("--limit is 1 to " + MOST + ", not " + limit + ".");
    }
    if (history == (artifact != null)) {
      throw wrong("Give either --artifact JAR or --history.");
    }
    return artifact == null ? past() : verified(artifact);
  }

  private ParameterException wrong(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private int past() {
    try (ControlPlaneClient client = home.belay().client()) {
      PastVerifications past = client.verifications(service, limit);
      if (json) {
        context.terminal().result(past.json());
      } else {
        VerificationText.print(past, context.terminal());
      }
      return ExitCode.OK;
    }
  }

  private int verified(String jar) throws Exception {
    var request =
        new Rollout.Request(
            ArtifactFile.readable(context, jar).toString(),
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
        VerificationText.print(found, terminal);
      }
      return found.passed() ? ExitCode.OK : ExitCode.BLOCKED;
    }
  }

  private @Nullable JsonNode policy() {
    return migrations == null
        ? null
        : JsonMapper.shared().createObjectNode().put("migrations", migrations);
  }
}
