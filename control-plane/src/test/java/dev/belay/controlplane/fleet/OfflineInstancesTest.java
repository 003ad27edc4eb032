package dev.belay.controlplane.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import de.codecentric.boot.admin.server.domain.entities.EventsourcingInstanceRepository;
import de.codecentric.boot.admin.server.domain.entities.Instance;
import de.codecentric.boot.admin.server.domain.values.InstanceId;
import de.codecentric.boot.admin.server.domain.values.Registration;
import de.codecentric.boot.admin.server.domain.values.StatusInfo;
import de.codecentric.boot.admin.server.services.InstanceRegistry;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class OfflineInstancesTest {

  private final EventsourcingInstanceRepository repository =
      new EventsourcingInstanceRepository(new BoundedEventStore());
  private final Fleet fleet = new Fleet(repository);
  private final InstanceRegistry registry =
      new InstanceRegistry(repository, each -> InstanceId.of(each.getName()), each -> true);
  private Instant now = Instant.now();
  private final OfflineInstances offline =
      new OfflineInstances(fleet, registry, new FleetSettings(10, Duration.ofHours(1)), () -> now);

  @Test
  void forgetsOnlyThoseThatHaveNotAnsweredForLong() {
    save("gone", StatusInfo.ofOffline());
    save("down", StatusInfo.ofDown());
    save("up", StatusInfo.ofUp());

    now = now.plus(Duration.ofMinutes(50));
    offline.forget();
    assertThat(fleet.instances()).hasSize(3);

    now = now.plus(Duration.ofMinutes(20));
    offline.forget();
    assertThat(fleet.instances()).extracting(FleetInstance::id).containsExactly("down", "up");
  }

  private void save(String name, StatusInfo status) {
    var registration = Registration.create(name, "http://127.0.0.1:1/" + name).build();
    repository
        .save(Instance.create(InstanceId.of(name)).register(registration).withStatusInfo(status))
        .block();
  }
}
