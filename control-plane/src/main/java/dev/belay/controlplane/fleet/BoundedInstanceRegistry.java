package dev.belay.controlplane.fleet;

import de.codecentric.boot.admin.server.domain.entities.Instance;
import de.codecentric.boot.admin.server.domain.entities.InstanceRepository;
import de.codecentric.boot.admin.server.domain.values.InstanceId;
import de.codecentric.boot.admin.server.domain.values.Registration;
import de.codecentric.boot.admin.server.services.InstanceFilter;
import de.codecentric.boot.admin.server.services.InstanceIdGenerator;
import de.codecentric.boot.admin.server.services.InstanceRegistry;
import de.codecentric.boot.admin.server.utils.SsrfUrlValidator;
import reactor.core.publisher.Mono;

/**
 * Refuses registrations beyond the limits. The count is read before the registration is stored, so
 * registrations at the very same moment may exceed the limit by their number.
 */
final class BoundedInstanceRegistry extends InstanceRegistry {

  private static final int MAX_TEXT_LENGTH = 1_000;
  private static final int MAX_METADATA = 100;

  private final InstanceRepository repository;
  private final InstanceIdGenerator ids;
  private final int limit;

  BoundedInstanceRegistry(
      InstanceRepository repository,
      InstanceIdGenerator ids,
      InstanceFilter filter,
      SsrfUrlValidator addresses,
      int limit) {
    super(repository, ids, filter, addresses);
    this.repository = repository;
    this.ids = ids;
    this.limit = limit;
  }

  @Override
  public Mono<InstanceId> register(Registration registration) {
    checkSizes(registration);
    return repository
        .find(ids.generateId(registration))
        .filter(Instance::isRegistered)
        .hasElement()
        .flatMap(known -> known ? Mono.just(0L) : registered())
        .flatMap(others ->
            others < limit
                ? super.register(registration)
                : Mono.error(RegistrationRefused.fleetIsFull(limit)));
  }

  private Mono<Long> registered() {
    return repository.findAll().filter(Instance::isRegistered).count();
  }

  private static void checkSizes(Registration registration) {
    var metadata = registration.getMetadata();
    if (metadata.size() > MAX_METADATA) {
      throw RegistrationRefused.tooLarge(
          "%d metadata entries; the limit is %d".formatted(metadata.size(), MAX_METADATA));
    }
    checkText("name", registration.getName());
    checkText("health address", registration.getHealthUrl());
    metadata.forEach((name, value) -> {
      checkText("metadata name", name);
      checkText("metadata value", value);
    });
  }

  private static void checkText(String what, String text) {
    if (text.length() > MAX_TEXT_LENGTH) {
      throw RegistrationRefused.tooLarge(
          "a %s of %d characters; the limit is %d".formatted(what, text.length(), MAX_TEXT_LENGTH));
    }
  }
}
