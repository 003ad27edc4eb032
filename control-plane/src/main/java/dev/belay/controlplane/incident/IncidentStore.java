package dev.belay.controlplane.incident;

import dev.belay.controlplane.catalog.RevisionId;
import java.util.Optional;

/**
 * Where reports are kept, one a rollout. Implementations pass {@code IncidentStoreTck}. What a verb
 * has returned survives the end of the process.
 */
interface IncidentStore {

  /** How many reports a service keeps; the oldest rollouts' go first. */
  int KEPT = 200;

  /** Stores a report, over an earlier one of the same rollout. */
  void save(IncidentReport report);

  Optional<IncidentReport> find(RevisionId rollout);
}
