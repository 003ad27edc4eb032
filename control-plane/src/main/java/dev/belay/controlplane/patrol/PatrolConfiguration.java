package dev.belay.controlplane.patrol;

import dev.belay.controlplane.catalog.ServiceCatalog;
import dev.belay.controlplane.job.OneTimeJobs;
import dev.belay.controlplane.platform.Platform;
import dev.belay.controlplane.platform.TargetDatabases;
import dev.belay.controlplane.policy.PolicyApplication;
import dev.belay.controlplane.rollout.Releases;
import dev.belay.controlplane.rollout.Renewals;
import dev.belay.controlplane.safety.Freezes;
import dev.belay.controlplane.safety.KillSwitch;
import dev.belay.controlplane.verification.AppliedScripts;
import java.time.Clock;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

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
      TransactionTemplate transactions,
      OneTimeJobs jobs,
      ObjectProvider<TargetDatabases> targets,
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
        new Verdicts(new JdbcVerdicts(jdbc, transactions), jobs, Clock.systemUTC()),
        new MigrationWatch(
            new AppliedScripts(targets.getIfAvailable(() -> revision -> Optional.empty()))),
        Clock.systemUTC(),
        events::publishEvent);
  }

  @Bean
  Beat patrolBeat(Patrol patrol, PatrolSettings settings) {
    return new Beat(patrol, settings.period());
  }
}
