package dev.belay.controlplane.synthetic;

import dev.belay.controlplane.catalog.Artifacts;
import dev.belay.controlplane.catalog.SecretLookup;
import dev.belay.controlplane.traffic.MarkedRoute;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class SyntheticConfiguration {

  @Bean
  SyntheticFiles syntheticFiles(Artifacts artifacts) {
    return new SyntheticFiles(artifacts.beside("synthetic-files"));
  }

  @Bean
  Synthetics synthetics(
      ObjectProvider<MarkedRoute> route,
      ObjectProvider<SecretLookup> secrets,
      SyntheticFiles files) {
    return Synthetics.of(
        route.getIfAvailable(() -> MarkedRoute.NONE),
        secrets.getIfAvailable(() -> SecretLookup.NONE),
        files);
  }
}
