package dev.belay.controlplane.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import de.codecentric.boot.admin.server.domain.entities.EventsourcingInstanceRepository;
import de.codecentric.boot.admin.server.domain.entities.Instance;
import de.codecentric.boot.admin.server.domain.values.InstanceId;
import de.codecentric.boot.admin.server.domain.values.Registration;
import de.codecentric.boot.admin.server.domain.values.StatusInfo;
import org.junit.jupiter.api.Test;

class BoundedEventStoreTest {

  private final BoundedEventStore store = new BoundedEventStore();
  private final EventsourcingInstanceRepository repository =
      new EventsourcingInstanceRepository(store);

  @Test
  void remembersTheLastHundredOfThoseThatLeft() {
    for (int i = 0; i < BoundedEventStore.DEPARTED_INSTANCES + 50; i++) {
      register("i" + i);
      leave("i" + i);
    }

    assertThat(repository.findAll().count().block())
        .isEqualTo(BoundedEventStore.DEPARTED_INSTANCES);
    assertThat(repository.find(InstanceId.of("i0")).block()).isNull();
  }

  @Test
  void keepsAnInstanceThatCameBack() {
    register("back");
    leave("back");
    register("back");
    for (int i = 0; i < BoundedEventStore.DEPARTED_INSTANCES + 50; i++) {
      register("i" + i);
      leave("i" + i);
    }

    assertThat(repository.find(InstanceId.of("back")).block().isRegistered()).isTrue();
  }

  @Test
  void takesBackAnInstanceThatItHasForgotten() {
    register("old");
    leave("old");
    for (int i = 0; i < BoundedEventStore.DEPARTED_INSTANCES; i++) {
      register("i" + i);
      leave("i" + i);
    }
    assertThat(repository.find(InstanceId.of("old")).block()).isNull();

    register("old");

    assertThat(repository.find(InstanceId.of("old")).block().isRegistered()).isTrue();
  }

  @Test
  void keepsFewEventsOfAnInstanceThatFlaps() {
    register("flapping");
    for (int i = 0; i < 500; i++) {
      var status = i % 2 == 0 ? StatusInfo.ofUp() : StatusInfo.ofDown();
      change("flapping", status);
    }

    assertThat(store.find(InstanceId.of("flapping")).count().block()).isLessThanOrEqualTo(21);
    assertThat(repository.find(InstanceId.of("flapping")).block().getStatusInfo().getStatus())
        .isEqualTo("DOWN");
  }

  private void register(String id) {
    var registration = Registration.create("a", "http://127.0.0.1:1/" + id).build();
    repository
        .compute(
            InstanceId.of(id),
            (key, known) ->
                reactor.core.publisher.Mono.just(
                    (known == null ? Instance.create(key) : known).register(registration)))
        .block();
  }

  private void leave(String id) {
    repository
        .computeIfPresent(
            InstanceId.of(id), (key, known) -> reactor.core.publisher.Mono.just(known.deregister()))
        .block();
  }

  private void change(String id, StatusInfo status) {
    repository
        .computeIfPresent(
            InstanceId.of(id),
            (key, known) -> reactor.core.publisher.Mono.just(known.withStatusInfo(status)))
        .block();
  }
}
