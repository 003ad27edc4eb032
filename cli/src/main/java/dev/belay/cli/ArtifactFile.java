package dev.belay.cli;

import dev.belay.cli.terminal.CommandFailedException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The jar that a command names. */
final class ArtifactFile {

  private ArtifactFile() {}

  /**
   * @param written as the user wrote it
   * @throws CommandFailedException if nobody can read it
   */
  static Path readable(CommandContext context, String written) {
    Path file = context.path(written);
    if (!Files.exists(file)) {
      throw new CommandFailedException(
          "No such artifact: %s. Name a runnable jar with --artifact.".formatted(file));
    }
    if (!Files.isRegularFile(file)) {
      throw new CommandFailedException(
          "%s is not a file. Name a runnable jar with --artifact.".formatted(file));
    }
    if (!Files.isReadable(file)) {
      throw new CommandFailedException("%s cannot be read: permission denied.".formatted(file));
    }
    return file;
  }
}
