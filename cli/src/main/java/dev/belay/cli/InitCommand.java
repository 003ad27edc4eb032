package dev.belay.cli;

import dev.belay.cli.terminal.CommandFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
    name = "init",
    description = {
      "Writes a commented ReleasePolicy document, ready to be applied.",
      "Every field is there with its default and unit; only what is needed is active."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  belay init",
      "  belay init shop/belay.yaml --service shop --artifact target/shop.jar"
    })
final class InitCommand implements Callable<Integer> {

  private final CommandContext context;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(
      paramLabel = "FILE",
      arity = "0..1",
      defaultValue = "belay.yaml",
      description = "Must not exist (default: ${DEFAULT-VALUE}).")
  private String file = "belay.yaml";

  @Option(
      names = "--service",
      paramLabel = "NAME",
      description = "Whose document it is (default: ${DEFAULT-VALUE}).")
  private String service = "upload-service";

  @Option(
      names = "--artifact",
      paramLabel = "JAR",
      description = "The runnable jar (default: the newest NAME/target/*-exec.jar).")
  private @Nullable String artifact;

  InitCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    if (!service.matches("[a-z][a-z0-9-]{0,39}")) {
      throw new ParameterException(
          spec.commandLine(),
          "--service is a name of a-z, 0-9 and '-', a letter first, 40 characters at most.");
    }
    Path document = context.path(file).toAbsolutePath();
    Path directory = document.getParent();
    Path jar = artifact == null ? built() : context.path(artifact).toAbsolutePath();
    if (directory == null || !Files.isDirectory(directory)) {
      throw new CommandFailedException(directory + " is not a directory. Make it first.");
    }
    if (Files.exists(document)) {
      throw new CommandFailedException(
          document + " exists already. Name another file, or remove it.");
    }
    String text =
        BundledText.read("belay.yaml")
            .replace("{service}", service)
            .replace("{file}", document.getFileName().toString())
            .replace("{artifact}", quoted(relative(directory, jar)));
    Path half = Files.createTempFile(directory, ".belay-", ".yaml");
    try {
      Files.writeString(half, text);
      Files.move(half, document);
    } finally {
      Files.deleteIfExists(half);
    }
    context
        .terminal()
        .result("Wrote " + document + ". './belay apply -f " + file + "' applies it.");
    return ExitCode.OK;
  }

  private static String relative(Path directory, Path jar) {
    return jar.startsWith(directory) ? directory.relativize(jar).toString() : jar.toString();
  }

  /** A path may hold what means something else in YAML. */
  private static String quoted(String path) {
    return path.matches("[A-Za-z0-9/._-]*[A-Za-z/_-][A-Za-z0-9/._-]*")
        ? path
        : "\"" + path.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }

  private Path built() throws IOException {
    Path target = context.repository().resolve(service).resolve("target");
    return newest(target)
        .orElseThrow(() ->
            new ParameterException(
                spec.commandLine(),
                "There is no *-exec.jar in %s. Name a runnable jar with --artifact."
                    .formatted(target)));
  }

  private static Optional<Path> newest(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return Optional.empty();
    }
    try (var files = Files.list(directory)) {
      return files
          .filter(file -> file.getFileName().toString().endsWith("-exec.jar"))
          .max(Comparator.comparing((Path file) -> file.toFile().lastModified()));
    }
  }
}
