package dev.belay.controlplane.platform;

import dev.belay.controlplane.catalog.ServiceName;
import java.util.Map;

/**
 * What every release of a service is given beside its own settings, as fingerprints by name: {@link
 * dev.belay.controlplane.catalog.SettingFingerprints}. Never a value.
 */
public interface StandingSettings {

  /** Where a platform does not tell. */
  StandingSettings NONE =
      new StandingSettings() {
        @Override
        public Map<String, String> of(ServiceName service) {
          return Map.of();
        }

        @Override
        public Map<String, Map<String, String>> elsewhere(ServiceName service) {
          return Map.of();
        }
      };

  /** Empty where they cannot be read now. */
  Map<String, String> of(ServiceName service);

  /** The same of other environments, by the environment's name; those that can be read. */
  Map<String, Map<String, String>> elsewhere(ServiceName service);
}
