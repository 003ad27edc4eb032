package dev.belay.controlplane.verification;

import dev.belay.controlplane.catalog.SecretLookup;
import dev.belay.controlplane.catalog.SettingFingerprints;
import dev.belay.controlplane.platform.Platform;
import dev.belay.controlplane.platform.ScratchServers;
import dev.belay.controlplane.platform.StandingSettings;
import dev.belay.controlplane.platform.TargetDatabases;
import dev.belay.controlplane.verification.compatibility.CompatibilityGate;
import dev.belay.controlplane.verification.compatibility.OperatorServer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ScratchSettings.class)
class VerificationConfiguration {

  @Bean
  Gates gates(
      Platform platform,
      ObjectProvider<SettingFingerprints> fingerprints,
      ObjectProvider<SecretLookup> secrets,
      ObjectProvider<StandingSettings> standing,
      ObjectProvider<TargetDatabases> targets,
      ObjectProvider<ScratchServers> servers,
      ScratchSettings scratch) {
    var kept =
        new KeptValues(
            // Nothing of them is kept: where no installation has a key, any will do.
            fingerprints.getIfAvailable(
                () -> new SettingFingerprints(UUID.randomUUID().toString())),
            secrets.getIfAvailable(() -> SecretLookup.NONE));
    TargetDatabases found = targets.getIfAvailable(() -> revision -> Optional.empty());
    return inOrder(
        new Preflight(platform),
        kept,
        standing.getIfAvailable(() -> StandingSettings.NONE),
        new CompatibilityGate(found, servers(servers, scratch)));
  }

  @Bean
  AppliedHistory appliedHistory(Platform platform) {
    return new AppliedHistory(platform);
  }

  /** What is damaged is not run, and who cannot be run tells of no migrations. */
  static Gates inOrder(
      Preflight preflight,
      KeptValues kept,
      StandingSettings standing,
      CompatibilityGate compatibility) {
    return new Gates(
        List.of(
            new ArtifactGate(),
            new ConfigurationGate(preflight, kept, standing),
            new MigrationGate(),
            compatibility));
  }

  private static ScratchServers servers(
      ObjectProvider<ScratchServers> platform, ScratchSettings scratch) {
    String url = scratch.url();
    if (url != null) {
      return new OperatorServer(
          url,
          Objects.requireNonNullElse(scratch.username(), ""),
          Objects.requireNonNullElse(scratch.password(), ""));
    }
    return platform.getIfAvailable(() ->
        major -> {
          throw new ScratchServers.ScratchUnavailableException(
              "there is no server to try migrations on; name one with belay.verification.scratch.url");
        });
  }
}
