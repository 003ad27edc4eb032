package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.Artifacts;
import dev.belay.controlplane.catalog.ServiceCatalog;
import dev.belay.controlplane.platform.Platform;
import dev.belay.controlplane.traffic.RequestOutcomes;
import dev.belay.controlplane.traffic.TrafficRouter;
import dev.belay.controlplane.verification.Verifier;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
class RolloutConfiguration {

  @Bean
  RolloutStore rolloutStore(JdbcClient jdbc, TransactionTemplate transactions) {
    return new JdbcRolloutStore(jdbc, transactions);
  }

  @Bean
  HealthSource healthSource(ObjectProvider<Reconciler> reconciler) {
    return new ProbedHealth(service -> reconciler.ifAvailable(waked -> waked.wake(service)));
  }

  @Bean
  Reconciler reconciler(
      ServiceCatalog catalog,
      RolloutStore store,
      Platform platform,
      TrafficRouter router,
      RequestOutcomes outcomes,
      HealthSource health,
      Verifier verifier,
      ApplicationEventPublisher events) {
    return new Reconciler(
        catalog,
        store,
        new Lookout(platform, router, outcomes, health),
        new Errands(verifier, platform, work -> Thread.ofVirtual().name("errand").start(work)),
        platform,
        router,
        outcomes,
        Restraints.NONE,
        Clock.systemUTC(),
        rollout -> events.publishEvent(new RolloutChanged(rollout)),
        events::publishEvent);
  }

  @Bean
  Releases releases(
      ServiceCatalog catalog, RolloutStore store, Artifacts artifacts, Reconciler reconciler) {
    return new Releases(catalog, store, artifacts, reconciler, Clock.systemUTC());
  }

  @Bean
  FirstReleases firstReleases(ServiceCatalog catalog, Releases releases) {
    return new FirstReleases(catalog, releases);
  }
}
