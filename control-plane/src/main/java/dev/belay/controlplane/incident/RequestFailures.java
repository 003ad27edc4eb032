package dev.belay.controlplane.incident;

import dev.belay.controlplane.incident.Evidence.DirectCall;
import dev.belay.controlplane.incident.Evidence.FailedRoute;
import dev.belay.controlplane.incident.Evidence.Requests;
import dev.belay.controlplane.incident.Evidence.Scope;
import dev.belay.controlplane.incident.Hypothesis.Level;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Users' requests fail: all of them, or more than with stable. Says who wrote the answers. */
final class RequestFailures implements Rule {

  static final String DOWN = "ServiceDown";
  static final String REGRESSION = "ErrorRegression";
  private static final int FEWEST = 3;

  @Override
  public List<Hypothesis> judge(Facts facts) {
    boolean told = facts.signalled(DOWN, REGRESSION);
    if (!told && !(facts.signalled(IncidentReport.UNKNOWN) && allFailed(facts))) {
      return List.of();
    }
    String type = facts.signalled(REGRESSION) ? REGRESSION : DOWN;
    var detail = new TreeMap<String, String>();
    var evidence = new ArrayList<Evidence>();
    facts.signal().ifPresent(evidence::add);
    facts
        .requests(Scope.CANDIDATE)
        .ifPresent(requests -> {
          evidence.add(requests);
          detail.put("answeredBy", author(requests));
          detail.put("candidateErrors", requests.errors() + " of " + requests.total());
        });
    facts
        .requests(Scope.STABLE)
        .ifPresent(requests -> {
          evidence.add(requests);
          detail.put("stableErrors", requests.errors() + " of " + requests.total());
        });
    List<FailedRoute> routes = facts.failedRoutes(Scope.CANDIDATE);
    if (!routes.isEmpty()) {
      evidence.addAll(routes);
      detail.put("routes", words(routes));
    }
    facts
        .of(DirectCall.class, Scope.CANDIDATE)
        .forEach(call -> {
          evidence.add(call);
          detail.put(
              call.method().equals("OPTIONS") ? "preflight" : "direct",
              call.answer().words(call.status()));
        });
    String who = detail.getOrDefault("answeredBy", "");
    String summary = facts.signal().map(Evidence.Signal::summary).orElse(type);
    String why = who.isEmpty() ? summary : summary + "; answered by " + who;
    Level level = told ? Level.CONFIRMED : Level.LIKELY;
    return List.of(Hypothesis.of(type, level, why, Map.copyOf(detail), evidence));
  }

  /** A hold keeps no type; the counts speak for themselves. */
  private static boolean allFailed(Facts facts) {
    return facts
        .requests(Scope.CANDIDATE)
        .filter(requests -> requests.fine() == 0 && requests.errors() >= FEWEST)
        .isPresent();
  }

  private static String author(Requests requests) {
    if (requests.unanswered() == 0) {
      return "the revision (5xx)";
    }
    return requests.failed() == 0
        ? "the gateway (the revision gave no answer)"
        : "the revision (%d with 5xx) and the gateway (%d without an answer)"
            .formatted(requests.failed(), requests.unanswered());
  }

  private static String words(List<FailedRoute> routes) {
    return String.join("; ", routes.stream().limit(3).map(FailedRoute::words).toList());
  }
}
