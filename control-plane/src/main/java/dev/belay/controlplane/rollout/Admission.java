package dev.belay.controlplane.rollout;

import dev.belay.controlplane.analysis.Metric;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.traffic.InstanceCounts;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Whether one more rollout may begin. A service's first release has nothing to be compared with and
 * nobody to keep waiting, and is always admitted; so is an undo, which is never asked here.
 */
final class Admission {

  private final RolloutStore store;
  private final List<ServiceName> services;
  private final ReleaseSettings settings;
  private final Function<ServiceName, OptionalDouble> requestsPerSecond;
  private final InstanceCounts instanceCounts;

  Admission(
      RolloutStore store,
      List<ServiceName> services,
      ReleaseSettings settings,
      Function<ServiceName, OptionalDouble> requestsPerSecond,
      InstanceCounts instanceCounts) {
    this.instanceCounts = instanceCounts;
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

  /**
   * What a policy is judged by is tried on stable first.
   *
   * @throws PolicyCannotWorkException if the instances are to count and cannot
   */
  void countable(@Nullable Revision stable, ReleasePolicy policy) {
    if (stable == null || policy.countedBy() != Safeguards.CountedBy.ACTUATOR) {
      return;
    }
    if (!policy.synthetic().isEmpty()) {
      throw new PolicyCannotWorkException(
          "analysis.counts: actuator does not go with synthetic requests: an instance counts them"
              + " with users'. Write counts: gateway, or leave the synthetic requests out.");
    }
    boolean timed =
        policy.judge().promotion().gates().stream()
            .anyMatch(gate -> gate.metric() == Metric.LATENCY);
    instanceCounts
        .problem(stable.id(), timed)
        .ifPresent(problem -> {
          throw new PolicyCannotWorkException(
              "The policy has analysis.counts: actuator, and stable cannot be counted: " + problem);
        });
  }

  private boolean underWay(ServiceName service) {
    return store.newest(service, 1).stream().anyMatch(rollout -> !rollout.ended());
  }
}
