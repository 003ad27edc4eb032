package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.ServiceName;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * Whether one more rollout may begin. A service's first release has nothing to be compared with and
 * nobody to keep waiting, and is always admitted; so is an undo, which is never asked here.
 */
final class Admission {

  private final RolloutStore store;
  private final List<ServiceName> services;
  private final ReleaseSettings settings;
  private final Function<ServiceName, OptionalDouble> requestsPerSecond;

  Admission(
      RolloutStore store,
      List<ServiceName> services,
      ReleaseSettings settings,
      Function<ServiceName, OptionalDouble> requestsPerSecond) {
    this.store = store;
    this.services = List.copyOf(services);
    this.settings = settings;
    this.requestsPerSecond = requestsPerSecond;
  }

  /**
   * @throws TooManyRolloutsException if as many are under way as may be
   * @throws PolicyCannotWorkException if the service is asked too rarely for the policy ever to end
   */
  void admit(ServiceName service, ReleasePolicy policy) {
    if (store.newest(service, 1).isEmpty()) {
      return;
    }
    List<ServiceName> underWay = services.stream().filter(this::underWay).toList();
    if (underWay.size() >= settings.atOnce()) {
      throw new TooManyRolloutsException(underWay, settings.atOnce());
    }
    Feasibility.problem(policy, requestsPerSecond.apply(service).orElse(0))
        .ifPresent(problem -> {
          throw new PolicyCannotWorkException(problem);
        });
  }

  private boolean underWay(ServiceName service) {
    return store.newest(service, 1).stream().anyMatch(rollout -> !rollout.ended());
  }
}
