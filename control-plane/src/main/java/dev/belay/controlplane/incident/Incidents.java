package dev.belay.controlplane.incident;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.rollout.Rollout;

/** What people ask of incidents. */
public class Incidents {

  private final IncidentStore store;
  private final IncidentWatch watch;

  Incidents(IncidentStore store, IncidentWatch watch) {
    this.store = store;
    this.watch = watch;
  }

  /**
   * The report of a rollout.
   *
   * @throws NoIncidentException if there is none, or none yet
   */
  public IncidentReport of(Rollout rollout) {
    RevisionId id = rollout.id();
    // In this order: a collection that ends in between has stored its report.
    boolean collecting = watch.isCollecting(id);
    return store
        .find(id)
        .orElseThrow(() ->
            new NoIncidentException(
                collecting
                    ? "The evidence of %s is being collected".formatted(id)
                    : "There is no incident of %s: it is %s".formatted(id, rollout.state().name()),
                collecting));
  }
}
