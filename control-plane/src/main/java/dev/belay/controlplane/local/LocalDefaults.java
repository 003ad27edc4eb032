package dev.belay.controlplane.local;

import dev.belay.controlplane.local.home.BelayHome;
import dev.belay.controlplane.local.home.HomeLock;
import dev.belay.controlplane.local.home.Ports;
import dev.belay.controlplane.local.home.Secrets;
import dev.belay.controlplane.local.workload.Installation;
import java.nio.file.Path;
import java.util.Map;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.DefaultSingletonBeanRegistry;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Opens the home before any other bean is made, so that its ports and its registration account are
 * the defaults of the properties by which the rest of the control plane knows them.
 */
final class LocalDefaults implements BeanFactoryPostProcessor {

  private static final String NAME = "the home of the local platform";

  private final ConfigurableEnvironment environment;

  LocalDefaults(ConfigurableEnvironment environment) {
    this.environment = environment;
  }

  @Override
  public void postProcessBeanFactory(ConfigurableListableBeanFactory beans) {
    var home = BelayHome.open(Path.of(environment.getProperty("belay.home", ".belay")));
    var lock = HomeLock.acquire(home);
    ((DefaultSingletonBeanRegistry) beans).registerDisposableBean("homeLock", lock::close);
    LocalSettings settings =
        Binder.get(environment).bindOrCreate("belay.local", LocalSettings.class);
    var ports = Ports.of(home, settings.portBase(), publicPorts(settings));
    var secrets = Secrets.of(home);
    beans.registerSingleton("belayHome", home);
    beans.registerSingleton("belayPorts", ports);
    beans.registerSingleton("belaySecrets", secrets);
    environment.getPropertySources().addLast(defaults(home, ports, secrets));
  }

  private static int publicPorts(LocalSettings settings) {
    return PortOffsets.of(settings.services()).values().stream()
        .mapToInt(offset -> offset + 1)
        .max()
        .orElse(0);
  }

  private static MapPropertySource defaults(BelayHome home, Ports ports, Secrets secrets) {
    return new MapPropertySource(
        NAME,
        Map.of(
            "belay.home", home.root().toString(),
            "server.address", "127.0.0.1",
            "server.port", Integer.toString(ports.console()),
            "belay.registration.username", Installation.REGISTRATION_USERNAME,
            "belay.registration.password", secrets.get("registration")));
  }
}
