package dev.belay.cli;

import dev.belay.cli.client.FakeControlPlane;
import dev.belay.cli.terminal.Terminal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** One run of the command line, with what it printed. */
public record Run(int exitCode, String out, String err) {

  public static Run of(Path repository, String... arguments) {
    return of(repository, Map.of(), "", arguments);
  }

  public static Run of(
      Path repository, Map<String, String> environment, String input, String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    var terminal =
        new Terminal(new PrintWriter(out, true), new PrintWriter(err, true), false, false, false);
    var context =
        new CommandContext(
            terminal,
            environment,
            repository,
            repository,
            new BufferedReader(new StringReader(input)));
    int exitCode = BelayMain.run(context, arguments);
    return new Run(exitCode, out.toString(), err.toString());
  }

  /** Makes a repository whose home is one that this very process runs. */
  public static void homeOf(FakeControlPlane server, Path repository) throws IOException {
    Path home = repository.resolve(".belay");
    Files.createDirectories(home.resolve("run"));
    Files.writeString(home.resolve("home.json"), "{\"portBase\":8080}");
    Files.writeString(home.resolve("credentials.json"), credentials(server.url().toString()));
    Files.writeString(home.resolve("run/control-plane.json"), ThisProcess.identity());
  }

  public static String credentials(String url) {
    return """
    {"consoleUrl":"%s","operator":{"username":"operator","password":"op-secret"},\
    "viewer":{"username":"viewer","password":"view-secret"},"apiToken":"%s","demoApiKey":"demo"}\
    """
        .formatted(url, FakeControlPlane.TOKEN);
  }
}
