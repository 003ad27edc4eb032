package dev.belay.drills;

import dev.belay.cli.CommandContext;
import dev.belay.cli.ExitCode;
import dev.belay.cli.HomeOption;
import dev.belay.cli.local.LocalBelay;
import dev.belay.cli.terminal.CommandFailedException;
import dev.belay.cli.terminal.Progress;
import dev.belay.cli.terminal.Terminal;
import dev.belay.cli.terminal.Tone;
import dev.belay.drills.load.LostUploads;
import dev.belay.drills.load.UploadTarget;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "run",
    description = {
      "Holds drills, one after the other, on the Belay that is up, else on one of their own.",
      "Exit code: 0 all passed, 1 one failed or could not be run, 64 misuse."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  belay drill run all-500-but-ready good-revision",
      "  belay drill run --all --json",
      "  belay drill run good-revision --repeat 20"
    })
final class DrillRunCommand implements Callable<Integer> {

  private static final int MOST_REPEATS = 100;

  /** Above the 50 that a drill needs: two noisy cores do not send evenly. */
  private static final int REQUESTS_PER_SECOND = 65;

  private final CommandContext context;
  private final Terminal terminal;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private HomeOption home;

  @Parameters(paramLabel = "NAME", arity = "0..*", description = "Which; may be named repeatedly.")
  private List<String> names = List.of();

  @Option(names = "--all", description = "All drills.")
  private boolean all;

  @Option(
      names = "--repeat",
      paramLabel = "N",
      defaultValue = "1",
      description = "Hold each N times, 1 to 100.")
  private int repeat;

  @Option(names = "--json", description = "One JSON object on a line for each drill held.")
  private boolean json;

  DrillRunCommand(CommandContext context) {
    this.context = context;
    this.terminal = context.terminal();
    this.home = new HomeOption(context);
  }

  @Override
  public Integer call() throws Exception {
    List<Drill> drills = chosen();
    try (var interruption = new Interruption();
        Progress progress = terminal.progress()) {
      interruption.check();
      LocalBelay present = home.belay();
      if (present.running() || drills.stream().allMatch(DrillRunCommand::needsAnother)) {
        return hold(drills, present, progress);
      }
      try (OwnBelay own = OwnBelay.start(context.repository(), progress)) {
        return hold(drills, own.belay(), progress);
      }
    }
  }

  private List<Drill> chosen() {
    if (all != names.isEmpty()) {
      throw misuse("Name drills, or write --all.");
    }
    if (repeat < 1 || repeat > MOST_REPEATS) {
      throw misuse("--repeat is 1 to " + MOST_REPEATS + ", not " + repeat + ".");
    }
    List<Drill> chosen = all ? Catalogue.all() : names.stream().map(this::named).toList();
    var repeated = new ArrayList<Drill>();
    chosen.forEach(drill -> repeated.addAll(Collections.nCopies(repeat, drill)));
    return repeated;
  }

  private Drill named(String name) {
    return Catalogue.named(name)
        .orElseThrow(() ->
            misuse(
                "No drill is named '%s'. There are: %s."
                    .formatted(
                        name,
                        Catalogue.all().stream()
                            .map(Drill::name)
                            .collect(Collectors.joining(", ")))));
  }

  private ParameterException misuse(String message) {
    return new ParameterException(spec.commandLine(), message);
  }

  private int hold(List<Drill> drills, LocalBelay belay, Progress progress)
      throws InterruptedException {
    Policy policy = Policy.committed();
    progress.show("drill policy: " + policy.json(), "");
    progress.close();
    int passed = 0;
    for (Drill drill : drills) {
      Report report = hold(drill, belay, policy, progress);
      progress.close();
      print(report);
      passed += report.passed() ? 1 : 0;
    }
    terminal.note("%d of %d drills passed".formatted(passed, drills.size()));
    return passed == drills.size() ? ExitCode.OK : ExitCode.FAILED;
  }

  private Report hold(Drill drill, LocalBelay belay, Policy policy, Progress progress)
      throws InterruptedException {
    if (!needsAnother(drill)) {
      try (Stage stage = stage(belay, drill)) {
        return hold(drill, stage, policy, progress);
      }
    }
    try (OwnBelay own = OwnBelay.withObjectStore(context.repository(), progress);
        Stage stage = stage(own.belay(), drill)) {
      return hold(drill, stage, policy, progress);
    } catch (IOException | CommandFailedException | DrillImpossibleException e) {
      return Report.couldNotRun(drill, String.valueOf(e.getMessage()));
    }
  }

  /** Where files are kept is decided at the start, and those of other Belays are elsewhere. */
  private static boolean needsAnother(Drill drill) {
    return drill.surroundings() instanceof OddStore;
  }

  private static Stage stage(LocalBelay belay, Drill drill) {
    try {
      return Stage.on(belay, drill.service());
    } catch (DrillImpossibleException e) {
      throw new CommandFailedException("No drill can be held: " + e.getMessage(), e);
    }
  }

  private Report hold(Drill drill, Stage stage, Policy policy, Progress progress)
      throws InterruptedException {
    try {
      var variant = new Variants(context.repository()).of(drill);
      LostUploads lost =
          stage.target() instanceof UploadTarget upload ? new LostUploads(upload) : null;
      if (drill.surroundings() instanceof StaleSettings stale && lost != null) {
        return new PatrolRun(
                stage, drill, stale, variant, policy, REQUESTS_PER_SECOND, lost, progress)
            .hold();
      }
      return new DrillRun(stage, drill, variant, policy, REQUESTS_PER_SECOND, lost, progress)
          .hold();
    } catch (DrillImpossibleException e) {
      return Report.couldNotRun(drill, String.valueOf(e.getMessage()));
    }
  }

  private void print(Report report) {
    if (json) {
      terminal.result(report.toJson());
      return;
    }
    terminal.result(
        "%s %s: %s"
            .formatted(report.passed() ? "passed" : "FAILED", report.drill().name(), report.why()),
        report.passed() ? Tone.GOOD : Tone.BAD);
  }
}
