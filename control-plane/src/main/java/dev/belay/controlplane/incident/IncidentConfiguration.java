package dev.belay.controlplane.incident;

import dev.belay.controlplane.catalog.ServiceCatalog;
import dev.belay.controlplane.platform.Platform;
import dev.belay.controlplane.rollout.RolloutStore;
import dev.belay.controlplane.traffic.RequestOutcomes;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
class IncidentConfiguration {

  @Bean
  IncidentStore incidentStore(JdbcClient jdbc, TransactionTemplate transactions) {
    return new JdbcIncidentStore(jdbc, transactions);
  }

  @Bean
  InstanceCalls instanceCalls() {
    return new InstanceCalls();
  }

  @Bean
  IncidentWatch incidentWatch(
      ServiceCatalog catalog,
      RolloutStore rollouts,
      IncidentStore store,
      Platform platform,
      InstanceCalls calls,
      RequestOutcomes outcomes) {
    var failures = new FailedRequests();
    return new IncidentWatch(
        catalog,
        rollouts,
        store,
        new Collector(platform, calls, failures),
        failures,
        outcomes,
        Clock.systemUTC());
  }

  @Bean
  Incidents incidents(IncidentStore store, IncidentWatch watch) {
    return new Incidents(store, watch);
  }
}
