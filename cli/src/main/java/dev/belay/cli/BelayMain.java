package dev.belay.cli;

import dev.belay.cli.client.ControlPlaneException;
import dev.belay.cli.terminal.CommandFailedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.ServiceLoader;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/** Runs one command and ends with its exit code. */
public final class BelayMain {

  private static final int HELP_WIDTH = 100;

  private BelayMain() {}

  public static void main(String[] arguments) {
    System.exit(run(CommandContext.ofProcess(), arguments));
  }

  /** Runs one command; the process lives on. */
  public static int run(CommandContext context, String... arguments) {
    CommandLine belay = new CommandLine(new BelayCommand());
    belay.addSubcommand(new UpCommand(context));
    belay.addSubcommand(new DownCommand(context));
    belay.addSubcommand(new StatusCommand(context));
    belay.addSubcommand(new LogsCommand(context));
    belay.addSubcommand(new InitCommand(context));
    belay.addSubcommand(new ApplyCommand(context));
    belay.addSubcommand(new VerifyCommand(context));
    belay.addSubcommand(new ReplayCommand(context));
    belay.addSubcommand(new SchemaCommand(context));
    belay.addSubcommand(RolloutCommand.with(context));
    belay.addSubcommand(new DriftCommand(context));
    belay.addSubcommand(new RestartCommand(context));
    belay.addSubcommand(FreezeCommand.freeze(context));
    belay.addSubcommand(FreezeCommand.unfreeze(context));
    belay.addSubcommand(new SafetyCommand(context));
    belay.addSubcommand(new AuditCommand(context));
    for (SubcommandProvider provider : ServiceLoader.load(SubcommandProvider.class)) {
      CommandLine more = provider.command(context);
      belay.addSubcommand(more.getCommandName(), more);
    }
    belay.setUsageHelpWidth(HELP_WIDTH);
    belay.setOut(context.terminal().out());
    belay.setErr(context.terminal().err());
    belay.setColorScheme(
        Help.defaultColorScheme(context.terminal().colourOut() ? Help.Ansi.ON : Help.Ansi.OFF));
    belay.setParameterExceptionHandler((e, given) -> usage(context, e));
    belay.setExecutionExceptionHandler((e, command, result) -> failure(context, e, result));
    return belay.execute(arguments);
  }

  private static int usage(CommandContext context, ParameterException e) {
    context.terminal().error(String.valueOf(e.getMessage()));
    PrintWriter err = context.terminal().err();
    CommandLine.UnmatchedArgumentException.printSuggestions(e, err);
    context
        .terminal()
        .note("'" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help' tells more.");
    return ExitCode.USAGE;
  }

  private static int failure(CommandContext context, Exception e, ParseResult result) {
    if (result.hasMatchedOption("--verbose") || verbose(result)) {
      e.printStackTrace(context.terminal().err());
    }
    context.terminal().error(message(e));
    return ExitCode.FAILED;
  }

  private static boolean verbose(ParseResult result) {
    return result.hasSubcommand()
        && (result.subcommand().hasMatchedOption("--verbose") || verbose(result.subcommand()));
  }

  private static String message(Exception e) {
    return switch (e) {
      case CommandFailedException failed -> String.valueOf(failed.getMessage());
      case ControlPlaneException failed -> String.valueOf(failed.getMessage());
      case UncheckedIOException failed when failed.getCause() instanceof IOException cause ->
          input(cause);
      case IOException failed -> input(failed);
      case InterruptedException interrupted -> "Interrupted.";
      default -> "Unexpected: " + e + ". Run it again with --verbose for details.";
    };
  }

  private static String input(IOException e) {
    return switch (e) {
      case java.nio.file.NoSuchFileException none -> none.getFile() + " does not exist.";
      case java.nio.file.AccessDeniedException denied -> denied.getFile() + ": permission denied.";
      default -> String.valueOf(e.getMessage());
    };
  }
}
