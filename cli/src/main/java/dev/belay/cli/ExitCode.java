package dev.belay.cli;

import dev.belay.cli.client.Rollout;
import dev.belay.cli.client.Waited;

/** What scripts get. */
public final class ExitCode {

  public static final int OK = 0;
  public static final int FAILED = 1;
  public static final int ROLLED_BACK = 2;
  public static final int BLOCKED = 3;
  public static final int UNDECIDED = 4;
  public static final int STRANDED = 5;
  public static final int USAGE = 64;

  private ExitCode() {}

  static int of(Waited waited) {
    return switch (waited) {
      case Waited.Ended(Rollout rollout) -> ofEnd(rollout);
      case Waited.HeldTooLong held -> UNDECIDED;
      case Waited.Stranded stranded -> STRANDED;
      case Waited.TimedOut timedOut -> FAILED;
    };
  }

  private static int ofEnd(Rollout rollout) {
    return switch (rollout.state()) {
      case "Promoted" -> OK;
      case "RolledBack" -> ROLLED_BACK;
      case "Blocked" -> BLOCKED;
      default -> UNDECIDED;
    };
  }
}
