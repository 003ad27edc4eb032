package dev.belay.controlplane.fleet;

import de.codecentric.boot.admin.server.domain.values.InstanceId;
import de.codecentric.boot.admin.server.services.InstanceRegistry;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * Removes instances that have not answered for long. One that was killed cannot say goodbye, and
 * would otherwise count against the limit for ever; one that lives registers again by itself.
 */
final class OfflineInstances {

  private static final Logger log = LoggerFactory.getLogger(OfflineInstances.class);

  private final Fleet fleet;
  private final InstanceRegistry registry;
  private final FleetSettings settings;
  private final InstantSource clock;

  OfflineInstances(
      Fleet fleet, InstanceRegistry registry, FleetSettings settings, InstantSource clock) {
    this.fleet = fleet;
    this.registry = registry;
    this.settings = settings;
    this.clock = clock;
  }

  @Scheduled(fixedDelayString = "1m", initialDelayString = "1m")
  void forget() {
    var before = clock.instant().minus(settings.forgetOfflineAfter());
    fleet.instances().stream()
        .filter(each -> each.status() == FleetInstance.Status.OFFLINE)
        .filter(each -> each.since().isBefore(before))
        .forEach(this::forget);
  }

  private void forget(FleetInstance instance) {
    log.info(
        "Instance {} has been offline since {}: no longer watched",
        instance.id(),
        instance.since());
    registry.deregister(InstanceId.of(instance.id())).block();
  }
}
