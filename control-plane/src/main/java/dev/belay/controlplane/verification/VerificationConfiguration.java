package dev.belay.controlplane.verification;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class VerificationConfiguration {

  @Bean
  Verifier verifier() {
    return new ArtifactGate();
  }
}
