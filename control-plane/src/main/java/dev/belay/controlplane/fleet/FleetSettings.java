package dev.belay.controlplane.fleet;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the fleet may hold.
 *
 * @param maxInstances registered at once, 1 to 3,000; default 500
 * @param forgetOfflineAfter an instance that has not answered for so long is removed; default 1 h
 */
@ConfigurationProperties("belay.fleet")
record FleetSettings(
    @DefaultValue("500") int maxInstances, @DefaultValue("1h") Duration forgetOfflineAfter) {

  private static final int LARGEST = 3_000;

  FleetSettings {
    if (maxInstances < 1 || maxInstances > LARGEST) {
      throw new IllegalArgumentException(
          "belay.fleet.max-instances is %d; write 1 to %d".formatted(maxInstances, LARGEST));
    }
    if (forgetOfflineAfter.compareTo(Duration.ofMinutes(1)) < 0) {
      throw new IllegalArgumentException(
          "belay.fleet.forget-offline-after is %s; write 1m or more".formatted(forgetOfflineAfter));
    }
  }
}
