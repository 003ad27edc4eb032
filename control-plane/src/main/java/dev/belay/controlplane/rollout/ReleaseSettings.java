package dev.belay.controlplane.rollout;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How much may change at the same time. Unknown keys are errors.
 *
 * @param atOnce rollouts under way over all services, first releases and undoing not counted, 1 to
 *     64; default 4
 */
@ConfigurationProperties(prefix = "belay.releases", ignoreUnknownFields = false)
record ReleaseSettings(@DefaultValue("4") int atOnce) {

  ReleaseSettings {
    if (atOnce < 1 || atOnce > 64) {
      throw new IllegalArgumentException("belay.releases.at-once must be 1 to 64, not " + atOnce);
    }
  }
}
