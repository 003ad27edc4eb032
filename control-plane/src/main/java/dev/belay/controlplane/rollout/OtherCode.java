package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.verification.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Revisions whose code shall be able to run on with the schema that a candidate brings. */
final class OtherCode {

  /** How far people may want to go back. */
  private static final int EARLIER = 5;

  private final RolloutStore store;
  private final Set<ServiceName> services;

  OtherCode(RolloutStore store, Set<ServiceName> services) {
    this.store = store;
    this.services = Set.copyOf(services);
  }

  /** Earlier ones of the service behind its stable one, and the stable ones of other services. */
  List<Revision> than(Revision candidate) {
    var others = new ArrayList<Revision>();
    for (ServiceName service : services) {
      if (!service.equals(candidate.service())) {
        store.promoted(service, 1).forEach(rollout -> others.add(rollout.candidate()));
      }
    }
    store.promoted(candidate.service(), EARLIER).stream()
        .skip(1)
        .map(Rollout::candidate)
        .limit(Math.max(0, Subject.MOST_OTHERS - others.size()))
        .forEach(others::add);
    return others;
  }
}
