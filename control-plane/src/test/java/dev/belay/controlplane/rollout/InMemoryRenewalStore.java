package dev.belay.controlplane.rollout;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.ServiceName;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Renewals in memory, of one service; passes {@code RenewalStoreTck}. */
final class InMemoryRenewalStore implements RenewalStore {

  private final Map<Long, Renewal> rows = new TreeMap<>(java.util.Comparator.reverseOrder());
  private long highest;

  @Override
  public Renewal create(Renewal renewal) {
    if (active(renewal.revision().service()).isPresent()) {
      throw RestartRefusedException.underWay(renewal.revision().service());
    }
    Renewal stored = renewal.stored(rows.size() + 1L);
    rows.put(stored.number(), stored);
    return stored;
  }

  @Override
  public void save(Renewal renewal, FencingToken token) {
    if (token.value() < highest) {
      throw new StaleRolloutException(renewal.revision(), renewal.number());
    }
    highest = token.value();
    rows.put(renewal.number(), renewal);
  }

  @Override
  public Optional<Renewal> active(ServiceName service) {
    return newest(service, KEPT).stream().filter(each -> !each.ended()).findFirst();
  }

  @Override
  public List<Renewal> newest(ServiceName service, int limit) {
    return rows.values().stream()
        .filter(each -> each.revision().service().equals(service))
        .limit(limit)
        .toList();
  }

  @Override
  public int replacedSince(ServiceName service, String by, Instant since) {
    return newest(service, KEPT).stream()
        .filter(each -> each.by().equals(by) && each.startedAt().isAfter(since))
        .mapToInt(each -> each.targets().size())
        .sum();
  }

  @Override
  public boolean anyUnderWay() {
    return rows.values().stream().anyMatch(each -> !each.ended());
  }
}
