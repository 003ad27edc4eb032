package dev.belay.controlplane.synthetic;

import dev.belay.controlplane.catalog.Artifacts;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class SyntheticConfiguration {

  @Bean
  SyntheticFiles syntheticFiles(Artifacts artifacts) {
    return new SyntheticFiles(artifacts.beside("synthetic-files"));
  }
}
