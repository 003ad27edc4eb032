package dev.belay.controlplane.ui.release;

import dev.belay.controlplane.catalog.Artifacts;
import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceCatalog;
import dev.belay.controlplane.catalog.ServiceDefinition;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.platform.DemoAccess;
import dev.belay.controlplane.platform.Estate;
import dev.belay.controlplane.platform.Examination;
import dev.belay.controlplane.platform.Instance;
import dev.belay.controlplane.platform.Platform;
import dev.belay.controlplane.platform.RunResult;
import dev.belay.controlplane.platform.RunSpec;
import dev.belay.controlplane.traffic.InMemoryRequestOutcomes;
import dev.belay.controlplane.traffic.InMemoryTrafficRouter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

/** A platform on which nothing ever starts, with services {@code shop-0} to {@code shop-19}. */
@TestConfiguration(proxyBeanMethods = false)
class Bare {

  private static final int SERVICES = 20;

  @Bean
  ServiceCatalog serviceCatalog() {
    return new ServiceCatalog(
        IntStream.range(0, SERVICES)
            .mapToObj(i ->
                new ServiceDefinition(
                    new ServiceName("shop-" + i), URI.create("http://127.0.0.1:1"), null, 1))
            .toList());
  }

  @Bean
  Artifacts artifacts(@Value("${belay.home}") String home) {
    return new Artifacts(Path.of(home).resolve("artifacts"));
  }

  @Bean
  InMemoryTrafficRouter trafficRouter() {
    return new InMemoryTrafficRouter();
  }

  @Bean
  InMemoryRequestOutcomes requestOutcomes(InMemoryTrafficRouter router) {
    return new InMemoryRequestOutcomes(router, Clock.systemUTC());
  }

  @Bean
  Estate estate() {
    return () -> {};
  }

  @Bean
  DemoAccess demoAccess() {
    return new DemoAccess("demo");
  }

  @Bean
  Platform platform() {
    return new Platform() {
      @Override
      public void start(Revision revision, FencingToken token) {}

      @Override
      public void stop(RevisionId revision, Duration grace, FencingToken token) {}

      @Override
      public void restart(
          String instance,
          Instant processStartedAt,
          Duration grace,
          Replacement why,
          FencingToken token) {}

      @Override
      public List<Instance> observe(ServiceName asked) {
        return List.of();
      }

      @Override
      public Optional<Examination> examine(String instance) {
        return Optional.empty();
      }

      @Override
      public RunResult runOnce(RunSpec spec, FencingToken token) {
        return new RunResult.Succeeded(Duration.ZERO);
      }
    };
  }
}
