package dev.belay.controlplane.patrol;

import dev.belay.controlplane.catalog.ServiceCatalog;
import dev.belay.controlplane.platform.Platform;
import dev.belay.controlplane.policy.PolicyApplication;
import dev.belay.controlplane.rollout.Releases;
import dev.belay.controlplane.rollout.Renewals;
import dev.belay.controlplane.safety.Freezes;
import dev.belay.controlplane.safety.KillSwitch;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(PatrolSettings.class)
class PatrolConfiguration {

  @Bean
  Patrol patrol(
      ServiceCatalog catalog,
      Platform platform,
      Releases releases,
      Renewals renewals,
      PolicyApplication policies,
      Freezes freezes,
      KillSwitch killSwitch,
      JdbcClient jdbc,
      ApplicationEventPublisher events) {
    return new Patrol(
        catalog,
        platform,
        releases,
        renewals,
        policies,
        freezes,
        killSwitch,
        new FirstSeen(jdbc),
        Clock.systemUTC(),
        events::publishEvent);
  }

  @Bean
  Beat patrolBeat(Patrol patrol, PatrolSettings settings) {
    return new Beat(patrol, settings.period());
  }
}
