package dev.belay.controlplane.incident;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

final class InMemoryIncidentStore implements IncidentStore {

  private final Map<ServiceName, TreeMap<Integer, IncidentReport>> reports = new HashMap<>();

  @Override
  public synchronized void save(IncidentReport report) {
    RevisionId id = report.rollout();
    TreeMap<Integer, IncidentReport> of =
        reports.computeIfAbsent(id.service(), service -> new TreeMap<>());
    of.put(id.number(), report);
    while (of.size() > KEPT) {
      of.pollFirstEntry();
    }
  }

  @Override
  public synchronized Optional<IncidentReport> find(RevisionId rollout) {
    return Optional.ofNullable(
        reports.getOrDefault(rollout.service(), new TreeMap<>()).get(rollout.number()));
  }
}
