package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.Artifacts;
import dev.belay.controlplane.catalog.ServiceCatalog;
import dev.belay.controlplane.platform.Platform;
import dev.belay.controlplane.safety.AuditLog;
import dev.belay.controlplane.safety.Freezes;
import dev.belay.controlplane.safety.KillSwitch;
import dev.belay.controlplane.synthetic.Synthetics;
import dev.belay.controlplane.traffic.InstanceCounts;
import dev.belay.controlplane.traffic.RequestOutcomes;
import dev.belay.controlplane.traffic.TrafficRouter;
import dev.belay.controlplane.verification.VerificationHistory;
import dev.belay.controlplane.verification.Verifier;
import java.time.Clock;
import java.util.Set;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({BreakerSettings.class, ReleaseSettings.class})
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
      InstanceCounts instanceCounts,
      HealthSource health,
      Verifier verifier,
      Synthetics synthetics,
      KillSwitch killSwitch,
      Freezes freezes,
      Breaker breaker,
      RenewalStore renewals,
      ApplicationEventPublisher events) {
    return new Reconciler(
        catalog,
        store,
        new Lookout(platform, router, outcomes, instanceCounts, health),
        new Errands(
            verifier,
            platform,
            work -> Thread.ofVirtual().name("errand").start(work),
            new Asking(synthetics),
            otherCode(catalog, store)),
        platform,
        router,
        outcomes,
        Restraints.of(killSwitch, freezes, breaker),
        Clock.systemUTC(),
        rollout -> events.publishEvent(new RolloutChanged(rollout)),
        events::publishEvent,
        renewals,
        renewal -> events.publishEvent(new RenewalChanged(renewal)));
  }

  @Bean
  RenewalStore renewalStore(JdbcClient jdbc) {
    return new JdbcRenewalStore(jdbc);
  }

  @Bean
  Renewals renewals(
      ServiceCatalog catalog,
      Releases releases,
      Platform platform,
      Reconciler reconciler,
      RenewalStore store,
      Freezes freezes,
      AuditLog audit) {
    return new Renewals(
        catalog, releases, platform, reconciler, store, freezes, audit, Clock.systemUTC());
  }

  private static OtherCode otherCode(ServiceCatalog catalog, RolloutStore store) {
    return new OtherCode(store, Set.copyOf(catalog.names()));
  }

  @Bean
  Breaker breaker(RolloutStore store, JdbcClient jdbc, BreakerSettings settings) {
    return new Breaker(store, jdbc, settings, Clock.systemUTC());
  }

  @Bean
  Releases releases(
      ServiceCatalog catalog,
      RolloutStore store,
      Artifacts artifacts,
      Reconciler reconciler,
      Freezes freezes,
      AuditLog audit,
      ReleaseSettings settings,
      InstanceCounts instanceCounts) {
    var admission =
        new Admission(
            store,
            catalog.names(),
            settings,
            name -> reconciler.loop(name).demand().busiest(),
            instanceCounts);
    return new Releases(
        catalog, store, artifacts, reconciler, freezes, audit, admission, Clock.systemUTC());
  }

  @Bean
  Verifications verifications(
      Releases releases,
      Artifacts artifacts,
      Reconciler reconciler,
      Verifier verifier,
      ServiceCatalog catalog,
      RolloutStore store,
      AuditLog audit,
      VerificationHistory history) {
    return new Verifications(
        releases, artifacts, reconciler, verifier, otherCode(catalog, store), audit, history);
  }

  @Bean
  FirstReleases firstReleases(ServiceCatalog catalog, Releases releases) {
    return new FirstReleases(catalog, releases);
  }
}
