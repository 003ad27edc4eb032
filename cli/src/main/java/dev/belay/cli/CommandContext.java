package dev.belay.cli;

import dev.belay.cli.terminal.Terminal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.Map;

/**
 * What commands take from their surroundings.
 *
 * @param workingDirectory relative paths in arguments start here
 * @param repository where the built programs are
 * @param input answers to questions
 */
public record CommandContext(
    Terminal terminal,
    Map<String, String> environment,
    Path workingDirectory,
    Path repository,
    BufferedReader input) {

  static CommandContext ofProcess() {
    return new CommandContext(
        Terminal.ofProcess(System.getenv()),
        System.getenv(),
        Path.of("").toAbsolutePath(),
        Path.of(System.getProperty("belay.repository", "")).toAbsolutePath(),
        new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())));
  }

  /** Empty at the input's end. */
  String readLine() throws IOException {
    String line = input.readLine();
    return line == null ? "" : line;
  }

  /** A path as the user wrote it. */
  public Path path(String written) {
    return workingDirectory.resolve(written).normalize();
  }
}
