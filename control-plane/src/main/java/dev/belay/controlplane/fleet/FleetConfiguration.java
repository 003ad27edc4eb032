package dev.belay.controlplane.fleet;

import de.codecentric.boot.admin.server.config.EnableAdminServer;
import de.codecentric.boot.admin.server.domain.entities.EventsourcingInstanceRepository;
import de.codecentric.boot.admin.server.domain.entities.InstanceRepository;
import de.codecentric.boot.admin.server.eventstore.InstanceEventStore;
import de.codecentric.boot.admin.server.services.ApiMediaTypeHandler;
import de.codecentric.boot.admin.server.services.EndpointDetector;
import de.codecentric.boot.admin.server.services.InstanceFilter;
import de.codecentric.boot.admin.server.services.InstanceIdGenerator;
import de.codecentric.boot.admin.server.services.InstanceRegistry;
import de.codecentric.boot.admin.server.services.endpoints.ChainingStrategy;
import de.codecentric.boot.admin.server.services.endpoints.ProbeEndpointsStrategy;
import de.codecentric.boot.admin.server.services.endpoints.QueryIndexEndpointStrategy;
import de.codecentric.boot.admin.server.utils.SsrfUrlValidator;
import de.codecentric.boot.admin.server.web.client.InstanceWebClient;
import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;

/** Spring Boot Admin's server with a bounded memory and a narrow proxy. */
@Configuration(proxyBeanMethods = false)
@EnableAdminServer
@EnableScheduling
@EnableConfigurationProperties({FleetSettings.class, InstanceProxy.class})
class FleetConfiguration {

  @Bean
  BoundedEventStore fleetEventStore() {
    return new BoundedEventStore();
  }

  /** Without the usual snapshots, which would outlive the events of instances that left. */
  @Bean
  EventsourcingInstanceRepository fleetRepository(InstanceEventStore events) {
    return new EventsourcingInstanceRepository(events);
  }

  @Bean
  InstanceRegistry fleetRegistry(
      InstanceRepository repository,
      InstanceIdGenerator ids,
      InstanceFilter filter,
      SsrfUrlValidator addresses,
      FleetSettings settings) {
    return new BoundedInstanceRegistry(repository, ids, filter, addresses, settings.maxInstances());
  }

  @Bean
  EndpointDetector fleetEndpointDetector(
      InstanceRepository repository, InstanceWebClient.Builder client, InstanceProxy proxy) {
    var web = client.build();
    var found =
        new ChainingStrategy(
            new QueryIndexEndpointStrategy(web, new ApiMediaTypeHandler()),
            new ProbeEndpointsStrategy(web, proxy.probed()));
    return new EndpointDetector(repository, new ReachableEndpoints(found, proxy));
  }

  @Bean
  Fleet fleet(InstanceRepository repository) {
    return new Fleet(repository);
  }

  @Bean
  OfflineInstances offlineInstances(
      Fleet fleet, InstanceRegistry registry, FleetSettings settings) {
    return new OfflineInstances(fleet, registry, settings, InstantSource.system());
  }
}
