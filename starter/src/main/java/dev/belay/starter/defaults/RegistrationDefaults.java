package dev.belay.starter.defaults;

import dev.belay.starter.identity.InstanceIdentity;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/**
 * Registration with the control plane, on only where one is named. It runs on a thread of its own
 * and is bounded in time, so that an absent control plane costs nothing but a log line.
 */
final class RegistrationDefaults {

  private static final String CLIENT = "spring.boot.admin.client.";

  private RegistrationDefaults() {}

  static Map<String, Object> of(Environment environment, InstanceIdentity identity) {
    Map<String, Object> defaults = new LinkedHashMap<>();
    String url = text(environment, "belay.control-plane.url");
    defaults.put(CLIENT + "enabled", Boolean.toString(!url.isBlank()));
    if (url.isBlank()) {
      return defaults;
    }
    defaults.put(CLIENT + "url", url);
    String username = text(environment, "belay.registration.username");
    if (!username.isBlank()) {
      defaults.put(CLIENT + "username", username);
      defaults.put(CLIENT + "password", text(environment, "belay.registration.password"));
    }
    defaults.put(CLIENT + "period", "10s");
    // Also what a stop waits at most for the goodbye.
    defaults.put(CLIENT + "connect-timeout", "1s");
    defaults.put(CLIENT + "read-timeout", "2s");
    defaults.put(CLIENT + "auto-deregistration", "true");
    defaults.put(CLIENT + "instance.name", identity.service());
    defaults.put(CLIENT + "instance.service-host-type", "ip");
    defaults.put(CLIENT + "instance.metadata.service", identity.service());
    defaults.put(CLIENT + "instance.metadata.revision", identity.revision());
    defaults.put(CLIENT + "instance.metadata.instance", identity.instance());
    return defaults;
  }

  private static String text(Environment environment, String property) {
    return Binder.get(environment).bind(property, String.class).orElse("");
  }
}
