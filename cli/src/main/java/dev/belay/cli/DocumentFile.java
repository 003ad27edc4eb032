package dev.belay.cli;

import dev.belay.cli.client.InvalidPolicyException;
import dev.belay.cli.client.PolicyIssue;
import dev.belay.cli.terminal.CommandFailedException;
import dev.belay.cli.terminal.Terminal;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A ReleasePolicy document, as far as this side can judge it.
 *
 * @param name as it was given, for messages
 */
record DocumentFile(String name, Path path, String text) {

  private static final int MAX_BYTES = 256 * 1024;

  static DocumentFile read(CommandContext context, String name) throws IOException {
    Path path = context.path(name);
    if (!Files.isRegularFile(path)) {
      throw new CommandFailedException(
          "No such document: %s. './belay init' writes one to begin with.".formatted(path));
    }
    if (Files.size(path) > MAX_BYTES) {
      throw new CommandFailedException(
          "%s is larger than %d bytes: is it a policy?".formatted(path, MAX_BYTES));
    }
    try {
      return new DocumentFile(name, path, Files.readString(path));
    } catch (MalformedInputException e) {
      throw new CommandFailedException(path + " is not UTF-8 text.", e);
    }
  }

  /** Where its relative paths begin. */
  Path directory() {
    return path.toAbsolutePath().resolveSibling("");
  }

  void tell(Terminal terminal, String kind, PolicyIssue issue) {
    terminal.note(kind + issue.at(name));
    terminal.note("    " + issue.remedy());
  }

  int refused(Terminal terminal, InvalidPolicyException refused, boolean json) {
    refused.issues().forEach(error -> tell(terminal, "", error));
    if (json) {
      terminal.result(refused.json());
    }
    terminal.error(String.valueOf(refused.getMessage()));
    return ExitCode.FAILED;
  }
}
