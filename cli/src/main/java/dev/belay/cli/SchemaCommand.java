package dev.belay.cli;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

@Command(
    name = "schema",
    description = "Prints the JSON Schema of belay.yaml, for editors and checks.",
    footerHeading = "%nExample:%n",
    footer = {"  belay schema > release-policy.json"})
final class SchemaCommand implements Callable<Integer> {

  private final CommandContext context;

  SchemaCommand(CommandContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    BundledText.read("release-policy.v1alpha1.json").lines().forEach(context.terminal()::result);
    return ExitCode.OK;
  }
}
