package dev.belay.cli;

import dev.belay.cli.home.BelayHome;
import dev.belay.cli.local.LocalBelay;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which Belay a command means: {@code --home}, else BELAY_HOME, else {@code .belay} beside it. */
public final class HomeOption {

  private final CommandContext context;

  @Option(
      names = "--home",
      paramLabel = "DIR",
      description =
          "Where Belay keeps its state (default: BELAY_HOME, else .belay beside ./belay).")
  private @Nullable String home;

  public HomeOption(CommandContext context) {
    this.context = context;
  }

  public BelayHome home() {
    String named = home != null ? home : context.environment().getOrDefault("BELAY_HOME", "");
    Path root = named.isEmpty() ? context.repository().resolve(".belay") : context.path(named);
    return new BelayHome(root);
  }

  public LocalBelay belay() {
    return new LocalBelay(home(), context.repository());
  }
}
