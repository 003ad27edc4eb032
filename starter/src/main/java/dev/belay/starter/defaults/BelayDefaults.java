package dev.belay.starter.defaults;

import dev.belay.starter.identity.InstanceIdentity;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;

/** Adds the defaults as the weakest property source; anything set anywhere else wins. */
public final class BelayDefaults implements EnvironmentPostProcessor, Ordered {

  static final String SOURCE = "belayDefaults";

  // After configuration files are read: some defaults depend on what they say.
  @Override
  public int getOrder() {
    return Ordered.LOWEST_PRECEDENCE;
  }

  @Override
  public void postProcessEnvironment(
      ConfigurableEnvironment environment, SpringApplication application) {
    MutablePropertySources sources = environment.getPropertySources();
    if (sources.contains(SOURCE)) {
      return;
    }
    InstanceIdentity identity = InstanceIdentity.of(environment);
    Map<String, Object> defaults = new LinkedHashMap<>();
    defaults.putAll(WebDefaults.of());
    defaults.putAll(TelemetryDefaults.of(environment, identity));
    defaults.putAll(RegistrationDefaults.of(environment, identity));
    if (identity.released()) {
      defaults.putAll(ReleasedDefaults.of());
    }
    sources.addLast(new MapPropertySource(SOURCE, defaults));
  }
}
