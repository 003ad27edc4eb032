package dev.belay.controlplane.judging;

import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** For tests; passes the TCK. */
final class InMemoryJudgementStore implements JudgementStore {

  private final Map<String, OpenJudgement> open = new LinkedHashMap<>();

  @Override
  public synchronized OpenJudgement create(
      OpenJudgement opened, int most, Instant forgottenBefore) {
    open.values().removeIf(each -> touched(each).isBefore(forgottenBefore));
    if (open.size() >= most) {
      throw new TooManyJudgementsException(most);
    }
    open.put(opened.id(), opened);
    return opened;
  }

  private static Instant touched(OpenJudgement judgement) {
    return judgement.fedAt() == null ? judgement.openedAt() : judgement.fedAt();
  }

  @Override
  public synchronized boolean save(OpenJudgement next) {
    OpenJudgement known = open.get(next.id());
    if (known == null || known.version() != next.version()) {
      return false;
    }
    open.put(next.id(), next.stored(next.version() + 1));
    return true;
  }

  @Override
  public synchronized Optional<OpenJudgement> find(String id) {
    return Optional.ofNullable(open.get(id));
  }

  @Override
  public synchronized List<OpenJudgement> newest(int limit) {
    return open.values().stream()
        .sorted(Comparator.comparing(OpenJudgement::openedAt).reversed())
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized boolean remove(String id) {
    return open.remove(id) != null;
  }
}
