package dev.belay.controlplane.local.process;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What to run.
 *
 * @param command program and arguments, never a secret: everybody may see them
 * @param environment the whole environment, not an addition to this process's own
 * @param log takes the output
 * @param logBytes a log that has grown beyond it is moved to {@code .1} within 5 s and begun anew
 * @param keep whether the process is to be started again, also while no control plane runs
 */
public record Launch(
    List<String> command,
    Map<String, String> environment,
    Path workingDirectory,
    Path log,
    long logBytes,
    boolean keep) {

  /** 20 MiB, and as much for its predecessor. */
  public static final long LOG_BYTES = 20L << 20;

  public Launch {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
  }

  @Override
  public String toString() {
    return "Launch" + command;
  }
}
