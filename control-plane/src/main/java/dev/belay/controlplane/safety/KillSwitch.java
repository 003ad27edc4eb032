package dev.belay.controlplane.safety;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file: while it is there Belay decides and does nothing, whatever its database or its console
 * say. Whoever can write to the directory can pull it: {@code touch}, and {@code rm} to let go.
 *
 * @param file its presence counts, not its content
 */
public record KillSwitch(Path file) {

  public boolean pulled() {
    return Files.exists(file);
  }
}
