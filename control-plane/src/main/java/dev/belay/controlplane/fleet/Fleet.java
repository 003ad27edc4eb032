package dev.belay.controlplane.fleet;

import de.codecentric.boot.admin.server.domain.entities.Instance;
import de.codecentric.boot.admin.server.domain.entities.InstanceRepository;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The instances that are registered now. Held in memory only: instances register again every few
 * seconds, so that a restarted control plane knows them all soon after.
 */
public final class Fleet {

  private static final Comparator<FleetInstance> ORDER =
      Comparator.comparing(FleetInstance::service).thenComparing(FleetInstance::id);

  private final InstanceRepository repository;

  Fleet(InstanceRepository repository) {
    this.repository = repository;
  }

  /** Sorted by service and id; at most as many as the fleet's limit allows. */
  public List<FleetInstance> instances() {
    return repository
        .findAll()
        .filter(Instance::isRegistered)
        .map(Fleet::view)
        .sort(ORDER)
        .collectList()
        .blockOptional()
        .orElseGet(List::of);
  }

  private static FleetInstance view(Instance instance) {
    var registration = instance.getRegistration();
    return new FleetInstance(
        instance.getId().getValue(),
        registration.getName(),
        revision(registration.getName(), registration.getMetadata().get("revision")),
        status(instance.getStatusInfo().getStatus()),
        instance.getStatusTimestamp());
  }

  private static @Nullable RevisionId revision(String service, @Nullable String label) {
    if (label == null) {
      return null;
    }
    try {
      return RevisionId.parse(new ServiceName(service), label);
    } catch (IllegalArgumentException e) {
      // Not one of ours: it is watched, but has no release record.
      return null;
    }
  }

  private static FleetInstance.Status status(String words) {
    try {
      return FleetInstance.Status.valueOf(words.toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      return FleetInstance.Status.UNKNOWN;
    }
  }
}
