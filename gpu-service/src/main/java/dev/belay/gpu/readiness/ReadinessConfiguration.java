package dev.belay.gpu.readiness;

import dev.belay.gpu.model.Models;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The check named {@code model} in the readiness group. */
@Configuration(proxyBeanMethods = false)
class ReadinessConfiguration {

  @Bean
  ModelHealth modelHealthIndicator(Models models) {
    return new ModelHealth(models);
  }
}
