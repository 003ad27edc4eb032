package dev.belay.controlplane.catalog;

import java.util.List;
import java.util.Optional;

/** All services that are released here, at most 50, in the order of their definition. */
public record ServiceCatalog(List<ServiceDefinition> services) {

  private static final int MAX_SERVICES = 50;

  public ServiceCatalog {
    services = List.copyOf(services);
    if (services.size() > MAX_SERVICES) {
      throw new IllegalArgumentException(
          "%d services are too many; the limit is %d".formatted(services.size(), MAX_SERVICES));
    }
  }

  public Optional<ServiceDefinition> find(ServiceName name) {
    return services.stream().filter(service -> service.name().equals(name)).findFirst();
  }

  public List<ServiceName> names() {
    return services.stream().map(ServiceDefinition::name).toList();
  }
}
