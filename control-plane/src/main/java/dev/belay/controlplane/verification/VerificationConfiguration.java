package dev.belay.controlplane.verification;

import dev.belay.controlplane.platform.Platform;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class VerificationConfiguration {

  @Bean
  Gates gates(Platform platform) {
    return inOrder(new Preflight(platform));
  }

  /** What is damaged is not run, and who cannot be run tells of no migrations. */
  static Gates inOrder(Preflight preflight) {
    return new Gates(
        List.of(new ArtifactGate(), new ConfigurationGate(preflight), new MigrationGate()));
  }
}
