package dev.belay.drills;

import dev.belay.cli.client.Waited;
import java.util.Locale;
import java.util.Optional;

/** What a drill can come to. */
enum Verdict {
  PROMOTED,
  ROLLED_BACK,
  BLOCKED,
  HELD,
  RESTARTED;

  /** Empty if the wait did not come to a verdict: its time was up, or the rollout is stranded. */
  static Optional<Verdict> of(Waited waited) {
    return switch (waited) {
      case Waited.HeldTooLong held -> Optional.of(HELD);
      case Waited.Ended ended ->
          switch (ended.rollout().state()) {
            case "Promoted" -> Optional.of(PROMOTED);
            case "RolledBack" -> Optional.of(ROLLED_BACK);
            case "Blocked" -> Optional.of(BLOCKED);
            // Held until its time was up, then brought to safety: a person was needed.
            case "Inconclusive" -> Optional.of(HELD);
            default -> Optional.empty();
          };
      case Waited.Stranded stranded -> Optional.empty();
      case Waited.TimedOut timedOut -> Optional.empty();
    };
  }

  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
