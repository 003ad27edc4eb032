package dev.belay.gateway.routing;

import dev.belay.gateway.outcome.EpochOutcomes;
import dev.belay.gateway.outcome.RouteTemplates;
import dev.belay.gateway.outcome.ServiceOutcomes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A service with the table in force and its counts. */
public final class Service {

  private final String name;
  private final ServiceOutcomes outcomes;
  private final RouteTemplates templates = new RouteTemplates();
  private final AtomicReference<Routing> routing;
  private Map<TableDocument.Instance, Backend> backends = Map.of();
  private Map<String, EpochOutcomes> epoch = Map.of();
  private PublicListeners.@Nullable Listener listener;
  private volatile long renewedAt = System.nanoTime();

  Service(String name, long hangNanos) {
    this.name = name;
    this.outcomes = new ServiceOutcomes(hangNanos);
    this.routing =
        new AtomicReference<>(new Routing(TableDocument.empty(name, 0), Map.of(), Map.of()));
  }

  public String name() {
    return name;
  }

  public ServiceOutcomes outcomes() {
    return outcomes;
  }

  public RouteTemplates templates() {
    return templates;
  }

  /** The table in force; read it once a request. */
  public Routing routing() {
    return routing.get();
  }

  /** Somebody who may change the table has spoken. */
  void renew() {
    renewedAt = System.nanoTime();
  }

  /** Since when nobody has, in nanoseconds. */
  long unrenewedNanos() {
    return System.nanoTime() - renewedAt;
  }

  /** Instances in the table, with their counts. */
  public synchronized List<Backend> backends() {
    return List.copyOf(backends.values());
  }

  synchronized PublicListeners.@Nullable Listener listener() {
    return listener;
  }

  synchronized void listen(PublicListeners.@Nullable Listener opened) {
    listener = opened;
  }

  /** Puts a table into force; every request that comes now follows it. */
  synchronized void putInForce(TableDocument table) {
    boolean newEpoch = epochOf(routing.get()) != table.weightEpoch();
    if (newEpoch) {
      epoch = outcomes.open(table.weightEpoch(), table.weights());
    } else {
      outcomes.present(table.weights());
    }
    var next = new LinkedHashMap<TableDocument.Instance, Backend>();
    var byRevision = new LinkedHashMap<String, List<Backend>>();
    for (TableDocument.Arm arm : table.arms()) {
      var serving = new ArrayList<Backend>();
      for (TableDocument.Instance instance : arm.instances()) {
        Backend known = backends.get(instance);
        Backend backend = known == null ? new Backend(instance) : known;
        next.put(instance, backend);
        serving.add(backend);
      }
      byRevision.put(arm.revision(), serving);
    }
    backends = next;
    routing.set(new Routing(table, epoch, byRevision));
  }

  private static long epochOf(Routing inForce) {
    return inForce.table().weightEpoch();
  }
}
