package dev.belay.controlplane.ui.release;

import java.math.BigDecimal;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What {@code belay status --json} prints. */
record StatusView(boolean running, URI publicUrl, URI consoleUrl, List<ServiceView> services) {

  /**
   * @param state {@code Steady}, {@code Degraded} when stable has no ready instance, {@code
   *     NotReleased}, or the state of the rollout under way
   */
  record ServiceView(
      String name,
      URI publicUrl,
      String state,
      @Nullable ArmView stable,
      @Nullable ArmView candidate) {}

  record ArmView(String revision, BigDecimal weight, int instances) {}
}
