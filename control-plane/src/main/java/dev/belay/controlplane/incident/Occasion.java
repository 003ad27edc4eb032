package dev.belay.controlplane.incident;

import dev.belay.controlplane.incident.Evidence.Signal;
import dev.belay.controlplane.rollout.Cause;
import dev.belay.controlplane.rollout.Rollout;
import dev.belay.controlplane.rollout.RolloutState;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** When there is something to explain, and what the rollout itself says of it. */
final class Occasion {

  static final String HELD = "Held";

  /** Nothing failed: somebody decided, or nobody called. */
  private static final Set<String> NO_INCIDENT =
      Set.of(Cause.ABORTED, Cause.NOT_ENOUGH_TRAFFIC, Cause.QUARANTINED, "HeldTooLong");

  private Occasion() {}

  /** Empty while, or if, nothing went wrong. */
  static Optional<Signal> of(Rollout rollout) {
    return switch (rollout.state()) {
      case RolloutState.RollingBack back -> because(rollout, back.cause());
      case RolloutState.Stranded stranded -> because(rollout, stranded.attempt().cause());
      case RolloutState.RolledBack back -> because(rollout, back.cause());
      case RolloutState.Blocked blocked -> because(rollout, blocked.cause());
      case RolloutState.Inconclusive open when rollout.breachAt() != null ->
          because(rollout, open.cause());
      case RolloutState.Held held -> waiting(rollout, held);
      default -> Optional.empty();
    };
  }

  private static Optional<Signal> because(Rollout rollout, Cause cause) {
    return NO_INCIDENT.contains(cause.type())
        ? Optional.empty()
        : Optional.of(
            new Signal(rollout.state().name(), cause.type(), cause.summary(), cause.detail()));
  }

  private static Optional<Signal> waiting(Rollout rollout, RolloutState.Held held) {
    return switch (held.hold()) {
      case SHARED_CAUSE, NO_SAFE_WAY_BACK, BREAKER_OPEN, LEFT_TO_PEOPLE ->
          Optional.of(new Signal(HELD, told(rollout, held), held.detail(), Map.of()));
      case PAUSED, NO_DATA, ROUTE_NOT_HONOURED, FOREIGN_CHANGE, FROZEN -> Optional.empty();
    };
  }

  /** A hold keeps only words; what a mode withheld has its type. */
  private static String told(Rollout rollout, RolloutState.Held held) {
    return held.hold() == RolloutState.Hold.LEFT_TO_PEOPLE && !rollout.withheld().isEmpty()
        ? rollout.withheld().getLast().cause().type()
        : IncidentReport.UNKNOWN;
  }
}
