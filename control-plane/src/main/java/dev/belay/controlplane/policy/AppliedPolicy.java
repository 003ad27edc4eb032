package dev.belay.controlplane.policy;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.rollout.ReleasePolicy;
import java.time.Instant;

/**
 * The document that was applied last to a service.
 *
 * @param document as it was written
 * @param revision what its target became
 * @param by who applied it
 * @param at when, to the microsecond
 */
public record AppliedPolicy(
    RevisionId revision,
    String document,
    PolicyFacts facts,
    ReleasePolicy policy,
    String by,
    Instant at) {

  public ServiceName service() {
    return revision.service();
  }
}
