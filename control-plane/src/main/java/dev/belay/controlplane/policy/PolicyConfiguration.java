package dev.belay.controlplane.policy;

import dev.belay.controlplane.catalog.Artifacts;
import dev.belay.controlplane.catalog.ServiceCatalog;
import dev.belay.controlplane.rollout.Releases;
import dev.belay.controlplane.safety.AuditLog;
import dev.belay.controlplane.synthetic.SyntheticFiles;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
class PolicyConfiguration {

  @Bean
  PolicyApplication policyApplication(
      ServiceCatalog catalog,
      Artifacts artifacts,
      SyntheticFiles files,
      Releases releases,
      JdbcClient jdbc,
      AuditLog audit) {
    return new PolicyApplication(
        catalog,
        artifacts,
        files,
        releases,
        new JdbcAppliedPolicies(jdbc),
        audit,
        Clock.systemUTC());
  }
}
