package dev.belay.controlplane.verification;

import dev.belay.controlplane.platform.Platform;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class VerificationConfiguration {

  @Bean
  Verifier verifier(Platform platform) {
    return new Gates(new Preflight(platform));
  }
}
