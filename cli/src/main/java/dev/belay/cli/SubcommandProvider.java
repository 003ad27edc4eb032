package dev.belay.cli;

import picocli.CommandLine;

/**
 * Adds a command to {@code belay}. Found through {@link java.util.ServiceLoader}, so that what is
 * not for production stays out of the production command line.
 */
public interface SubcommandProvider {

  /** A command whose {@code @Command} annotation names it; made anew for each run. */
  CommandLine command(CommandContext context);
}
