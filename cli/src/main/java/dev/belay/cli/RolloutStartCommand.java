package dev.belay.cli;

import dev.belay.cli.client.ControlPlaneClient;
import dev.belay.cli.client.Rollout;
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

@Command(
    name = "start",
    description = "Releases an artifact as a new revision.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  belay rollout start upload-service --artifact new.jar --wait --timeout 10m",
      "  belay rollout start upload-service --artifact new.jar --env LOG_LEVEL=debug --env API_KEY",
      "  belay rollout start upload-service --artifact new.jar --policy quick.json"
    })
final class RolloutStartCommand implements Callable<Integer> {

  private static final int MAX_INSTANCES = 20;
  private final CommandContext context;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private HomeOption home;
  @Mixin private ResultOptions result = new ResultOptions();

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
          "A setting of this release; repeatable. K alone takes the value from this environment,"
              + " which keeps it out of the process list.")
  private List<String> settings = List.of();

  @Option(names = "--instances", paramLabel = "N", description = "1 to 20 (default: as now).")
  private @Nullable Integer instances;

  @Option(
      names = "--policy",
      paramLabel = "FILE",
      description = "A JSON file with steps, times and limits; what it leaves out has its default.")
  private @Nullable String policy;

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why; kept with the rollout.")
  private @Nullable String reason;

  @Option(
      names = "--release-gate",
      paramLabel = "GATE",
      description =
          "What this gate finds is told and does not block: artifact, configuration or migration;"
              + " repeatable, needs --reason, audited.")
  private List<String> releasedGates = List.of();

  RolloutStartCommand(CommandContext context) {
    this.context = context;
    this.home = new HomeOption(context);
  }

  @Override
  public Integer call() throws Exception {
    result.check(spec);
    if (instances != null && (instances < 1 || instances > MAX_INSTANCES)) {
      throw new ParameterException(
          spec.commandLine(), "--instances is 1 to " + MAX_INSTANCES + ", not " + instances + ".");
    }
    if (!releasedGates.isEmpty() && (reason == null || reason.isBlank())) {
      throw new ParameterException(
          spec.commandLine(), "--release-gate needs --reason: whoever releases a gate says why.");
    }
    var request =
        new Rollout.Request(
            ArtifactFile.readable(context, artifact).toString(),
            new SettingArguments(context.environment()).read(settings, spec),
            instances,
            policy == null ? null : PolicyFile.read(context.path(policy)),
            reason,
            releasedGates);
    try (ControlPlaneClient client = home.belay().client()) {
      Rollout rollout = client.start(service, request);
      return new RolloutResult(context.terminal(), client, result).of(rollout);
    }
  }
}
