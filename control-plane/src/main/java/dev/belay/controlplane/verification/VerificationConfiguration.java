package dev.belay.controlplane.verification;

import dev.belay.controlplane.catalog.SecretLookup;
import dev.belay.controlplane.catalog.SettingFingerprints;
import dev.belay.controlplane.platform.Platform;
import java.util.UUID;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class VerificationConfiguration {

  @Bean
  Verifier verifier(
      Platform platform,
      ObjectProvider<SettingFingerprints> fingerprints,
      ObjectProvider<SecretLookup> secrets) {
    return new Gates(
        new Preflight(platform),
        new KeptValues(
            // Nothing of them is kept: where no installation has a key, any will do.
            fingerprints.getIfAvailable(
                () -> new SettingFingerprints(UUID.randomUUID().toString())),
            secrets.getIfAvailable(() -> SecretLookup.NONE)));
  }
}
