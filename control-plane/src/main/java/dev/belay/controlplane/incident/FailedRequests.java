package dev.belay.controlplane.incident;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.incident.Evidence.FailedRoute;
import dev.belay.controlplane.incident.Evidence.Scope;
import dev.belay.controlplane.traffic.RequestOutcomes.Failure;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The newest {@value #KEPT} failures of each of the {@value #REVISIONS} revisions that failed last.
 */
final class FailedRequests {

  static final int KEPT = 200;
  static final int REVISIONS = 40;
  private static final int ROUTES_TOLD = 10;
  private static final int MAX_ROUTE = 200;

  private final Map<RevisionId, Deque<Failure>> byRevision =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<RevisionId, Deque<Failure>> eldest) {
          return size() > REVISIONS;
        }
      };

  synchronized void add(Failure failure) {
    Deque<Failure> kept =
        byRevision.computeIfAbsent(failure.revision(), revision -> new ArrayDeque<>());
    if (kept.size() == KEPT) {
      kept.removeFirst();
    }
    kept.addLast(failure);
  }

  /** The most frequent first; those before a time are left out. */
  synchronized List<FailedRoute> routes(Scope scope, RevisionId revision, Instant since) {
    var counted = new LinkedHashMap<FailedRoute, Long>();
    for (Failure failure : byRevision.getOrDefault(revision, new ArrayDeque<>())) {
      if (!failure.at().isBefore(since)) {
        counted.merge(
            new FailedRoute(scope, route(failure), failure.status(), brief(failure.reason()), 0),
            1L,
            Long::sum);
      }
    }
    var told = new ArrayList<FailedRoute>();
    counted.forEach((kind, times) ->
        told.add(new FailedRoute(scope, kind.route(), kind.status(), kind.reason(), times)));
    told.sort(Comparator.comparingLong(FailedRoute::times).reversed());
    return told.subList(0, Math.min(ROUTES_TOLD, told.size()));
  }

  private static String route(Failure failure) {
    return brief(failure.route());
  }

  private static String brief(String text) {
    String clean = text.replaceAll("\\p{Cntrl}", " ");
    return clean.length() <= MAX_ROUTE ? clean : clean.substring(0, MAX_ROUTE - 1) + "…";
  }
}
