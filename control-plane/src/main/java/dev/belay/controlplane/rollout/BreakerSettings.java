package dev.belay.controlplane.rollout;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * When Belay doubts itself. Unknown keys are errors.
 *
 * @param rollbacks how many across all services open the breaker, 1 to 1,000; default 5
 * @param window within what time, 1 min to 7 days; default 1 h
 */
@ConfigurationProperties(prefix = "belay.breaker", ignoreUnknownFields = false)
record BreakerSettings(@DefaultValue("5") int rollbacks, @DefaultValue("1h") Duration window) {

  BreakerSettings {
    if (rollbacks < 1 || rollbacks > 1_000) {
      throw new IllegalArgumentException(
          "belay.breaker.rollbacks must be 1 to 1000, not " + rollbacks);
    }
    if (window.compareTo(Duration.ofMinutes(1)) < 0 || window.compareTo(Duration.ofDays(7)) > 0) {
      throw new IllegalArgumentException(
          "belay.breaker.window must be 1 min to 7 days, not " + window);
    }
  }
}
