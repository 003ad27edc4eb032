package dev.belay.controlplane.local;

import dev.belay.controlplane.catalog.Artifacts;
import dev.belay.controlplane.catalog.SecretLookup;
import dev.belay.controlplane.catalog.ServiceCatalog;
import dev.belay.controlplane.catalog.ServiceDefinition;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.catalog.SettingFingerprints;
import dev.belay.controlplane.catalog.Settings;
import dev.belay.controlplane.local.gateway.GatewayMarkedRoute;
import dev.belay.controlplane.local.gateway.GatewayRequestOutcomes;
import dev.belay.controlplane.local.gateway.GatewayTrafficRouter;
import dev.belay.controlplane.local.home.BelayHome;
import dev.belay.controlplane.local.home.Ports;
import dev.belay.controlplane.local.home.Secrets;
import dev.belay.controlplane.local.postgres.DatabaseKeeper;
import dev.belay.controlplane.local.postgres.ThrowawayServers;
import dev.belay.controlplane.local.workload.Installation;
import dev.belay.controlplane.local.workload.KeptSecrets;
import dev.belay.controlplane.local.workload.LocalPlatform;
import dev.belay.controlplane.local.workload.LocalService;
import dev.belay.controlplane.local.workload.LocalStandingSettings;
import dev.belay.controlplane.local.workload.LocalTargetDatabases;
import dev.belay.controlplane.platform.DemoAccess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.PropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;

/** Puts the local platform together, unless {@code belay.platform} names another. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "belay.platform", havingValue = "local", matchIfMissing = true)
@EnableConfigurationProperties(LocalSettings.class)
@PropertySource("classpath:dev/belay/controlplane/local/local.properties")
class LocalConfiguration {

  @Bean
  static LocalDefaults localDefaults(ConfigurableEnvironment environment) {
    return new LocalDefaults(environment);
  }

  @Bean
  Installation installation(
      BelayHome home,
      Ports ports,
      Secrets secrets,
      LocalSettings settings,
      DatabaseKeeper databases,
      Environment environment) {
    Path java = settings.java();
    return new Installation(
        home,
        ports,
        secrets,
        java == null ? Path.of(System.getProperty("java.home"), "bin", "java") : java,
        "http://127.0.0.1:" + consolePort(ports, environment),
        services(settings, ports),
        databases);
  }

  @Bean(destroyMethod = "")
  DatabaseKeeper databases(BelayHome home, Ports ports, Secrets secrets, LocalSettings settings)
      throws IOException {
    List<ServiceName> withDatabase =
        services(settings, ports).values().stream()
            .filter(LocalService::database)
            .map(LocalService::name)
            .toList();
    LocalSettings.Database external = settings.database();
    String url = external.url();
    return url == null
        ? DatabaseKeeper.embedded(home, ports.database(), secrets, withDatabase)
        : DatabaseKeeper.external(
            url, external.username(), external.password(), secrets, withDatabase);
  }

  @Bean(destroyMethod = "")
  LocalPlatform platform(Installation installation) throws IOException {
    return new LocalPlatform(installation, Clock.systemUTC());
  }

  @Bean
  LocalTargetDatabases targetDatabases(Installation installation) {
    return new LocalTargetDatabases(installation);
  }

  @Bean
  LocalStandingSettings standingSettings(Installation installation) {
    return new LocalStandingSettings(installation);
  }

  @Bean
  ThrowawayServers scratchServers(BelayHome home) {
    var servers = new ThrowawayServers(home);
    servers.sweep();
    return servers;
  }

  @Bean
  LocalInfrastructure estate(
      BelayHome home,
      Installation installation,
      LocalSettings settings,
      DatabaseKeeper databases,
      LocalPlatform platform)
      throws IOException {
    Path distribution = settings.gatewayDist();
    Optional<GatewayKeeper> gateway =
        distribution == null
            ? Optional.empty()
            : Optional.of(new GatewayKeeper(home, GatewayLaunch.of(installation, distribution)));
    return new LocalInfrastructure(databases, gateway, platform);
  }

  @Bean
  ServiceCatalog serviceCatalog(LocalSettings settings, Ports ports) {
    return new ServiceCatalog(
        services(settings, ports).values().stream()
            .map(service -> definition(service, settings))
            .toList());
  }

  @Bean
  GatewayTrafficRouter trafficRouter(Installation installation) {
    return new GatewayTrafficRouter(
        gatewayAdmin(installation),
        installation.gatewayToken(),
        service -> publicPort(installation, service));
  }

  @Bean
  GatewayMarkedRoute markedRoute(Installation installation) {
    return new GatewayMarkedRoute(
        installation.gatewayToken(),
        service -> publicPort(installation, service),
        Clock.systemUTC());
  }

  private static int publicPort(Installation installation, ServiceName service) {
    LocalService known = installation.services().get(service);
    return known == null ? 0 : known.publicPort();
  }

  @Bean
  SecretLookup secretLookup(BelayHome home) {
    return KeptSecrets.of(home);
  }

  @Bean
  SettingFingerprints settingFingerprints(Installation installation) {
    return installation.fingerprints();
  }

  @Bean
  GatewayRequestOutcomes requestOutcomes(Installation installation) {
    return new GatewayRequestOutcomes(gatewayAdmin(installation), installation.gatewayToken());
  }

  private static URI gatewayAdmin(Installation installation) {
    return URI.create("http://127.0.0.1:" + installation.ports().gatewayAdmin());
  }

  @Bean
  Artifacts artifacts(BelayHome home) {
    return new Artifacts(home.data().resolve("artifacts"));
  }

  @Bean
  DemoAccess demoAccess(Installation installation) {
    return new DemoAccess(installation.demoApiKey());
  }

  private static ServiceDefinition definition(LocalService service, LocalSettings settings) {
    String name = service.name().value();
    LocalSettings.Service configured = settings.services().get(name);
    return new ServiceDefinition(
        service.name(),
        URI.create("http://127.0.0.1:" + service.publicPort()),
        settings.artifact(name),
        configured == null ? 1 : configured.instances());
  }

  private static Map<ServiceName, LocalService> services(LocalSettings settings, Ports ports) {
    var services = new LinkedHashMap<ServiceName, LocalService>();
    PortOffsets.of(settings.services())
        .forEach((name, offset) -> {
          LocalSettings.Service service = Objects.requireNonNull(settings.services().get(name));
          Integer port = service.publicPort();
          var key = new ServiceName(name);
          services.put(
              key,
              new LocalService(
                  key,
                  port == null ? ports.publicPort(offset) : port,
                  service.memory(),
                  service.database(),
                  new Settings(service.settings())));
        });
    return services;
  }

  /** Set by whoever starts the control plane; 0, as tests do, is not known yet. */
  private static int consolePort(Ports ports, Environment environment) {
    int port = environment.getProperty("server.port", Integer.class, ports.console());
    return port > 0 ? port : ports.console();
  }
}
