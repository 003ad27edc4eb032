package dev.belay.controlplane.fleet;

import de.codecentric.boot.admin.server.domain.entities.Instance;
import de.codecentric.boot.admin.server.domain.values.Endpoints;
import de.codecentric.boot.admin.server.services.endpoints.EndpointDetectionStrategy;
import reactor.core.publisher.Mono;

/**
 * Knows of an instance's endpoints only those that the proxy reaches, so that the console offers no
 * page that would be refused.
 */
record ReachableEndpoints(EndpointDetectionStrategy detection, InstanceProxy proxy)
    implements EndpointDetectionStrategy {

  @Override
  public Mono<Endpoints> detectEndpoints(Instance instance) {
    return detection
        .detectEndpoints(instance)
        .map(found ->
            Endpoints.of(found.stream().filter(each -> proxy.reaches(each.getId())).toList()));
  }
}
