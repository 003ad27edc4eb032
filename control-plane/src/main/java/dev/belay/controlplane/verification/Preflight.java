package dev.belay.controlplane.verification;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.platform.Platform;
import dev.belay.controlplane.platform.RunResult;
import dev.belay.controlplane.platform.RunSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.regex.Pattern;

/**
 * Has the artifact look at its settings, its surroundings and its database, and reads the report.
 */
final class Preflight {

  /** From the process's start to its end; a good one takes 3 to 10 s on two cores. */
  static final Duration LIMIT = Duration.ofSeconds(60);

  private static final String RULE = "PreflightFailed";
  private static final String READ_THE_LOG =
      "Start the artifact with the same settings and read its log.";
  private static final Pattern STARTER =
      Pattern.compile("BOOT-INF/lib/belay-starter-[^/]{1,60}\\.jar");

  private final Platform platform;

  Preflight(Platform platform) {
    this.platform = platform;
  }

  /** What came of it. */
  sealed interface Outcome {

    record Told(PreflightReport report) implements Outcome {}

    /** There is nothing to judge. */
    record Untold(Finding finding) implements Outcome {}
  }

  Outcome run(Revision candidate, FencingToken token) {
    if (!hasStarter(candidate)) {
      return new Outcome.Untold(unverified("the artifact has no belay-starter"));
    }
    RunResult result =
        platform.runOnce(new RunSpec(candidate, RunSpec.Purpose.PREFLIGHT, LIMIT), token);
    return switch (result) {
      case RunResult.Succeeded(Duration took, String report) when report != null -> read(report);
      case RunResult.Failed(int code, String lines, String report) when report != null ->
          read(report);
      case RunResult.Succeeded untold ->
          new Outcome.Untold(unverified("its belay-starter is older than preflights"));
      case RunResult.Failed failed ->
          blocked(
              "ended with exit code %d and said: %s"
                  .formatted(failed.exitCode(), last(failed.lastLines())));
      case RunResult.TimedOut late ->
          blocked(
              "had not ended after %d s; it said: %s"
                  .formatted(LIMIT.toSeconds(), last(late.lastLines())));
      case RunResult.NotStarted not -> blocked("could not be started: " + not.reason());
    };
  }

  private static Outcome read(String report) {
    return PreflightReport.read(report)
        .<Outcome>map(Outcome.Told::new)
        .orElseGet(() -> blocked("printed a report that cannot be understood"));
  }

  private static Outcome blocked(String words) {
    String message = "The preflight " + words;
    return new Outcome.Untold(Finding.blocker(RULE, message, READ_THE_LOG));
  }

  private static Finding unverified(String why) {
    return Finding.warning(
        "NotVerified",
        "Settings and migrations were not verified: " + why,
        "Build the service with the present belay-starter.",
        Map.of());
  }

  private static String last(String lines) {
    List<String> all = lines.lines().filter(line -> !line.isBlank()).toList();
    return all.isEmpty() ? "nothing" : all.getLast();
  }

  private static boolean hasStarter(Revision candidate) {
    try (var jar = new JarFile(candidate.artifact().toFile())) {
      return jar.stream().anyMatch(entry -> STARTER.matcher(entry.getName()).matches());
    } catch (IOException e) {
      // The artifact's own gate has read it a moment ago.
      throw new java.io.UncheckedIOException(e);
    }
  }
}
