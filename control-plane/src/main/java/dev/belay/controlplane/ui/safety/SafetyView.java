package dev.belay.controlplane.ui.safety;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Everything that keeps Belay from acting, and what it keeps away. */
record SafetyView(
    KillSwitchView killSwitch,
    BreakerView breaker,
    List<FreezeView> freezes,
    List<QuarantineView> quarantine,
    List<DisputeView> disputed,
    List<RollbacksView> rollbacks) {

  record KillSwitchView(boolean pulled, String file) {}

  /**
   * @param window in ISO 8601
   */
  record BreakerView(boolean open, int rollbacks, int limit, String window) {}

  /**
   * @param service null for everything
   */
  record FreezeView(@Nullable String service, String by, String reason, Instant since) {}

  /** A rollback of which somebody says that it was wrong. */
  record DisputeView(String service, String revision, String by, String reason, Instant at) {}

  /**
   * Of the rollouts that are kept; only services with a rollback.
   *
   * @param disputed how many of them people call wrong
   */
  record RollbacksView(String service, int takenBack, long disputed) {}

  record QuarantineView(
      String service,
      String revision,
      String artifact,
      String digest,
      String cause,
      Instant since) {}
}
