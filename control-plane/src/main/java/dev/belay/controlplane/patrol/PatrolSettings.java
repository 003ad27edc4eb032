package dev.belay.controlplane.patrol;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How often the fleet is looked at. Unknown keys are errors.
 *
 * @param period 1 s to 1 h; default 10 s
 */
@ConfigurationProperties(prefix = "belay.patrol", ignoreUnknownFields = false)
record PatrolSettings(@DefaultValue("10s") Duration period) {

  PatrolSettings {
    if (period.compareTo(Duration.ofSeconds(1)) < 0 || period.compareTo(Duration.ofHours(1)) > 0) {
      throw new IllegalArgumentException("belay.patrol.period must be 1 s to 1 h, not " + period);
    }
  }
}
