package dev.belay.controlplane.incident;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.incident.Evidence.Answer;
import dev.belay.controlplane.incident.Evidence.Health;
import dev.belay.controlplane.incident.Evidence.MemoryLimit;
import dev.belay.controlplane.incident.Evidence.Output;
import dev.belay.controlplane.incident.Evidence.ProcessEnd;
import dev.belay.controlplane.incident.Evidence.ProcessSeen;
import dev.belay.controlplane.incident.Evidence.Requests;
import dev.belay.controlplane.incident.Evidence.Scope;
import dev.belay.controlplane.incident.Evidence.Signal;
import dev.belay.controlplane.platform.Instance.Phase;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Evidence in a few words: a candidate, {@code r2}, and what was seen of it and of stable. */
final class Bundle {

  static final RevisionId ROLLOUT = new RevisionId(new ServiceName("shop"), 2);
  static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  static final String UP = "{\"status\":\"UP\",\"components\":{\"db\":{\"status\":\"UP\"}}}";

  private final List<Evidence> evidence = new ArrayList<>();
  private final HealthReading reading = new HealthReading(Masking.of());

  static Bundle signal(String type, String... detail) {
    var named = new java.util.TreeMap<String, String>();
    for (int i = 0; i < detail.length; i += 2) {
      named.put(detail[i], detail[i + 1]);
    }
    return new Bundle().with(new Signal("RollingBack", type, "it went wrong", named));
  }

  static Bundle blocked(String type, Map<String, String> detail) {
    var bundle = new Bundle();
    bundle.evidence.addAll(
        StoredFacts.of(new Signal("Blocked", type, "a gate refused", detail), Masking.of()));
    return bundle;
  }

  Bundle with(Evidence fact) {
    evidence.add(fact);
    return this;
  }

  Bundle ended(int code, int times, String lines) {
    return with(new ProcessSeen(Scope.CANDIDATE, "shop-r2-0", Phase.BACKING_OFF, times))
        .with(
            new ProcessEnd(
                Scope.CANDIDATE,
                "shop-r2-0",
                code,
                NOON,
                times,
                Masking.of().lines(lines.lines().toList())));
  }

  Bundle runs() {
    return with(new ProcessSeen(Scope.CANDIDATE, "shop-r2-0", Phase.RUNNING, 0));
  }

  Bundle prints(String lines) {
    return with(new Output(Scope.CANDIDATE, "shop-r2-0", lines.lines().toList()));
  }

  Bundle stablePrints(String lines) {
    return with(new Output(Scope.STABLE, "shop-r1-0", lines.lines().toList()));
  }

  Bundle heap(int megabytes) {
    return with(new MemoryLimit(Scope.CANDIDATE, "shop-r2-0", megabytes));
  }

  Bundle readiness(int status, String body) {
    return health(Scope.CANDIDATE, "readiness", status, body);
  }

  Bundle alive() {
    return health(Scope.CANDIDATE, "liveness", 200, "{\"status\":\"UP\"}");
  }

  Bundle hangs() {
    return with(new Health(
            Scope.CANDIDATE, "shop-r2-0", "liveness", Answer.TIMED_OUT, 0, List.of()))
        .with(
            new Health(Scope.CANDIDATE, "shop-r2-0", "readiness", Answer.TIMED_OUT, 0, List.of()));
  }

  Bundle stableReadiness(int status, String body) {
    return health(Scope.STABLE, "readiness", status, body);
  }

  private Bundle health(Scope scope, String probe, int status, String body) {
    return with(
        new Health(
            scope,
            scope == Scope.CANDIDATE ? "shop-r2-0" : "shop-r1-0",
            probe,
            Answer.ANSWERED,
            status,
            reading.components(body.getBytes(StandardCharsets.UTF_8))));
  }

  Bundle requests(long fine, long failed, long unanswered) {
    return with(new Requests(Scope.CANDIDATE, fine, failed, unanswered))
        .with(new Requests(Scope.STABLE, 900, 0, 0));
  }

  Bundle failing(String route, int status, String reason, long times) {
    return with(new Evidence.FailedRoute(Scope.CANDIDATE, route, status, reason, times));
  }

  Bundle direct(String method, int status, String body) {
    var problem = reading.problem(body.getBytes(StandardCharsets.UTF_8));
    return with(
        new Evidence.DirectCall(
            Scope.CANDIDATE,
            "shop-r2-0",
            method,
            "/api",
            Answer.ANSWERED,
            status,
            problem.map(HealthReading.Problem::type).orElse(""),
            problem.map(HealthReading.Problem::details).orElse(Map.of())));
  }

  List<Evidence> evidence() {
    return evidence;
  }

  IncidentReport report() {
    return Diagnosis.of(ROLLOUT, evidence, NOON);
  }
}
