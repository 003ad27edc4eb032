package dev.belay.controlplane.synthetic;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.traffic.TrafficSplit.Backend;
import java.util.List;

/** A revision and the instances of it that can be asked. */
public record Side(RevisionId revision, List<Backend> instances) {

  public Side {
    instances = List.copyOf(instances);
  }

  public boolean isEmpty() {
    return instances.isEmpty();
  }
}
