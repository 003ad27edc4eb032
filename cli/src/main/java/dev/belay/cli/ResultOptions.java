package dev.belay.cli;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Whether a rollout's end is waited for, and how it is printed. */
final class ResultOptions {

  @Option(
      names = "--wait",
      description =
          "Wait for the rollout's end. Exit code: 0 promoted, 2 rolled back or aborted, 3 blocked,"
              + " 4 held past its time or inconclusive, 5 stranded, 1 could not be run or"
              + " --timeout.")
  private boolean wait;

  @Option(
      names = "--timeout",
      paramLabel = "D",
      converter = DurationConverter.class,
      description = "Stop waiting after D, such as 90s or 5m; the rollout goes on.")
  private @Nullable Duration timeout;

  @Option(names = "--json", description = "One JSON object on one line.")
  private boolean json;

  void check(CommandSpec spec) {
    CommandLine command = spec.commandLine();
    if (timeout != null && !wait) {
      throw new ParameterException(command, "--timeout has a meaning only with --wait.");
    }
  }

  boolean awaited() {
    return wait;
  }

  boolean json() {
    return json;
  }

  @Nullable Duration timeout() {
    return timeout;
  }
}
