package dev.belay.controlplane.platform;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How a run that ends by itself ended. */
public sealed interface RunResult {

  /** Begins the line of a run's output that holds its report. */
  String REPORT_PREFIX = "belay preflight report: ";

  /** In characters; what is longer is no report. */
  int LONGEST_REPORT = 1 << 20;

  /**
   * It exited with code 0.
   *
   * @param report the last line that began with {@link #REPORT_PREFIX}, without it and without
   *     secrets that the platform knows; whatever the run printed, so not to be trusted; null if
   *     there was none
   */
  record Succeeded(Duration took, @Nullable String report) implements RunResult {

    public Succeeded(Duration took) {
      this(took, null);
    }
  }

  /**
   * It exited with another code.
   *
   * @param lastLines the end of its output, at most 40 lines of 400 characters
   * @param report as of {@link Succeeded}
   */
  record Failed(int exitCode, String lastLines, @Nullable String report) implements RunResult {

    public Failed(int exitCode, String lastLines) {
      this(exitCode, lastLines, null);
    }
  }

  /** It had not ended within its limit and was killed. */
  record TimedOut(Duration limit, String lastLines) implements RunResult {}

  /** It could not be started at all. */
  record NotStarted(String reason) implements RunResult {}
}
