package dev.belay.controlplane.fleet;

import de.codecentric.boot.admin.server.domain.events.InstanceDeregisteredEvent;
import de.codecentric.boot.admin.server.domain.events.InstanceEvent;
import de.codecentric.boot.admin.server.domain.values.InstanceId;
import de.codecentric.boot.admin.server.eventstore.ConcurrentMapEventStore;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import reactor.core.publisher.Mono;

/**
 * Spring Boot Admin's events in memory, at most 20 an instance. Each release brings instances under
 * new addresses, so the histories of those that left are kept for the last 100 only.
 */
final class BoundedEventStore extends ConcurrentMapEventStore {

  private static final int EVENTS_PER_INSTANCE = 20;
  static final int DEPARTED_INSTANCES = 100;

  private final ConcurrentMap<InstanceId, List<InstanceEvent>> log;
  private final LinkedHashSet<InstanceId> departed = new LinkedHashSet<>();

  BoundedEventStore() {
    this(new ConcurrentHashMap<>());
  }

  private BoundedEventStore(ConcurrentMap<InstanceId, List<InstanceEvent>> log) {
    super(EVENTS_PER_INSTANCE, log);
    this.log = log;
  }

  @Override
  public Mono<Void> append(List<InstanceEvent> events) {
    return super.append(events)
        .then(
            Mono.fromRunnable(() -> {
              publish(events);
              events.forEach(this::noteDeparture);
            }));
  }

  private synchronized void noteDeparture(InstanceEvent event) {
    departed.remove(event.getInstance());
    if (event instanceof InstanceDeregisteredEvent) {
      departed.add(event.getInstance());
    }
    while (departed.size() > DEPARTED_INSTANCES) {
      log.remove(departed.removeFirst());
    }
  }
}
