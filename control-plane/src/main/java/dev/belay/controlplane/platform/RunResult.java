package dev.belay.controlplane.platform;

import java.time.Duration;

/** How a run that ends by itself ended. */
public sealed interface RunResult {

  /** It exited with code 0. */
  record Succeeded(Duration took) implements RunResult {}

  /**
   * It exited with another code.
   *
   * @param lastLines the end of its output, at most 40 lines of 400 characters
   */
  record Failed(int exitCode, String lastLines) implements RunResult {}

  /** It had not ended within its limit and was killed. */
  record TimedOut(Duration limit, String lastLines) implements RunResult {}

  /** It could not be started at all. */
  record NotStarted(String reason) implements RunResult {}
}
