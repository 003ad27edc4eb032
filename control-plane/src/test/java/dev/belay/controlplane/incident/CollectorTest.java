package dev.belay.controlplane.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.catalog.Digest;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.catalog.Settings;
import dev.belay.controlplane.incident.Evidence.Answer;
import dev.belay.controlplane.incident.Evidence.DirectCall;
import dev.belay.controlplane.incident.Evidence.Health;
import dev.belay.controlplane.incident.Evidence.NotCollected;
import dev.belay.controlplane.incident.Evidence.ProcessEnd;
import dev.belay.controlplane.incident.Evidence.Scope;
import dev.belay.controlplane.platform.Examination;
import dev.belay.controlplane.platform.Instance;
import dev.belay.controlplane.platform.Instance.Phase;
import dev.belay.controlplane.platform.PlatformException;
import dev.belay.controlplane.rollout.Cause;
import dev.belay.controlplane.rollout.Rollout;
import dev.belay.controlplane.rollout.RolloutState;
import dev.belay.controlplane.rollout.StoredRollout;
import dev.belay.controlplane.rollout.Totals;
import dev.belay.controlplane.traffic.RequestOutcomes.Failure;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CollectorTest {

  private static final ServiceName SHOP = new ServiceName("shop");
  private static final Revision STABLE = revision(1, Map.of());
  private static final Revision CANDIDATE =
      revision(
          2,
          Map.of(
              "CRM_USER", "canary-value-of-a-plain-setting",
              "API_KEY", "canary-value-of-a-key",
              "UPLOAD_DIR", "/srv/pictures"));

  private final ScriptedPlatform platform = new ScriptedPlatform();
  private final FailedRequests failures = new FailedRequests();
  private final InstanceCalls calls = new InstanceCalls();
  private final Neighbour candidate = new Neighbour();
  private final Neighbour stable = new Neighbour();
  private Duration limit = Collector.LIMIT;

  private static Revision revision(int number, Map<String, String> settings) {
    return new Revision(
        new RevisionId(SHOP, number),
        Path.of("/shop.jar"),
        new Digest("ab".repeat(32)),
        new Settings(settings),
        1);
  }

  @AfterEach
  void close() {
    candidate.close();
    stable.close();
    calls.close();
  }

  private List<Evidence> collect(Totals requests) throws InterruptedException {
    var cause =
        new Cause("ServiceDown", "all is lost", Map.of("answeredBy", "canary-value-of-a-key"));
    Rollout rollout = StoredRollout.in(StoredRollout.goingBack(cause), CANDIDATE, STABLE, requests);
    return new Collector(platform, calls, failures, limit)
        .collect(rollout, Occasion.of(rollout).orElseThrow());
  }

  private List<Evidence> collect() throws InterruptedException {
    return collect(Totals.NONE);
  }

  private static <E extends Evidence> Stream<E> of(
      Class<E> kind, Scope scope, List<Evidence> evidence) {
    return new Facts(evidence).of(kind, scope);
  }

  private void both() {
    platform.instances.add(instance(CANDIDATE, candidate.address(), Phase.RUNNING, null));
    platform.instances.add(instance(STABLE, stable.address(), Phase.RUNNING, null));
  }

  private static Instance instance(
      Revision revision, InetSocketAddress address, Phase phase, Instance.Exit exit) {
    return new Instance(
        "shop-" + revision.id().label() + "-0",
        revision.id(),
        address,
        phase,
        Bundle.NOON,
        0,
        exit);
  }

  @Test
  void asksBothRevisionsAndKeepsOnlyWhatIsSafe() throws Exception {
    both();
    candidate
        .on(
            "GET /readyz",
            Neighbour.json(
                503,
                """
                {"status":"DOWN","components":{"store":{"status":"DOWN","details":{"problem":"StorageNotWritable",
                "path":"/srv/pictures","reason":"Read-only file system","user":"canary-in-details"}},
                "group":{"status":"DOWN","components":{"inner":{"status":"OUT_OF_SERVICE"}}}}}
                """))
        .on("GET /livez", Neighbour.json(200, "{\"status\":\"UP\"}"));
    stable
        .on("GET /readyz", Neighbour.json(200, Bundle.UP))
        .on("GET /livez", Neighbour.json(200, "{\"status\":\"UP\"}"));

    List<Evidence> evidence = collect();
    IncidentReport report = Diagnosis.of(CANDIDATE.id(), evidence, Bundle.NOON);

    assertThat(of(Health.class, Scope.CANDIDATE, evidence)).hasSize(2);
    assertThat(of(Health.class, Scope.STABLE, evidence)).hasSize(2).allMatch(Health::passed);
    assertThat(new Facts(evidence).unwell())
        .extracting(each -> each.component().name())
        .containsExactlyInAnyOrder("store", "group/inner");
    assertThat(report.cause()).isEqualTo("StorageNotWritable");
    assertThat(report.causeDetail()).containsEntry("path", "/srv/pictures");
    assertThat(report.complete()).isTrue();
    assertThat(IncidentDocument.write(report)).doesNotContain("canary");
  }

  @Test
  void masksSettingsAndSecretsInEverythingThatIsPrinted() throws Exception {
    both();
    candidate.always(
        Neighbour.json(
            500,
            "{\"components\":{\"x\":{\"status\":\"DOWN\",\"details\":{\"reason\":\"canary-value-of-a-key\"}}}}"));
    platform.examinations.put(
        "shop-r2-0",
        new Examination(
            List.of(
                "INFO x: user canary-value-of-a-plain-setting",
                "ERROR x: java.lang.IllegalStateException: Authorization: Bearer canary.abc.def",
                "ERROR x: password=canary-0 jdbc:postgresql://u:canary-1@h/d token: \"canary-2\"",
                "    Value: \"canary-3\"",
                "ERROR: duplicate key: Key (email)=(canary-4@x.y) already exists; Failing row contains (1, canary-5)"),
            null));

    String document = IncidentDocument.write(Diagnosis.of(CANDIDATE.id(), collect(), Bundle.NOON));

    assertThat(document)
        .contains("Authorization", "Value:", "Key (email)")
        .doesNotContain("canary");
  }

  @Test
  void waitsForNobodyWhoHangs() throws Exception {
    both();
    candidate.on("GET /livez", Neighbour.SILENT).on("GET /readyz", Neighbour.endless(50));
    stable.always(Neighbour.json(200, Bundle.UP));
    platform.examiningHangs = true;
    limit = Duration.ofSeconds(4);
    long began = System.nanoTime();

    List<Evidence> evidence = collect();

    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Collector.LIMIT);
    assertThat(of(Health.class, Scope.CANDIDATE, evidence))
        .hasSize(2)
        .allMatch(each -> each.answer() == Answer.TIMED_OUT);
    assertThat(of(Health.class, Scope.STABLE, evidence)).hasSize(2).allMatch(Health::passed);
    assertThat(of(NotCollected.class, Scope.CANDIDATE, evidence))
        .extracting(NotCollected::why)
        .containsExactly("no answer in time");
  }

  @Test
  void takesGarbageAndHugeAnswersForWhatTheyAre() throws Exception {
    both();
    candidate.on("GET /livez", Neighbour.GARBAGE).on("GET /readyz", Neighbour.endless(0));
    stable
        .on("GET /readyz", Neighbour.json(200, "[\"not\",\"a\",\"tree\"]"))
        .on("GET /livez", Neighbour.json(200, "{{{"));
    Instance gone =
        instance(
            CANDIDATE,
            candidate.address(),
            Phase.RUNNING,
            new Instance.Exit(1, Bundle.NOON, "it ended before"));
    platform.instances.set(0, gone);

    List<Evidence> evidence = collect();

    assertThat(of(Health.class, Scope.CANDIDATE, evidence))
        .extracting(Health::probe, Health::answer, Health::status)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("liveness", Answer.BROKEN, 0),
            org.assertj.core.groups.Tuple.tuple("readiness", Answer.ANSWERED, 503));
    assertThat(new Facts(evidence).components(Scope.STABLE)).isEmpty();
  }

  @Test
  void waitsUntilThePlatformHasNotedTheEndOfWhoeverRefuses() throws Exception {
    InetSocketAddress nobody = candidate.address();
    candidate.close();
    platform.instances.add(instance(CANDIDATE, nobody, Phase.RUNNING, null));
    platform.beforeObserving =
        () -> {
          if (platform.observed.get() == 3) {
            var exit = new Instance.Exit(78, Bundle.NOON, "ERROR x: boom");
            platform.instances.set(0, instance(CANDIDATE, nobody, Phase.BACKING_OFF, exit));
          }
        };

    List<Evidence> evidence = collect();

    assertThat(of(ProcessEnd.class, Scope.CANDIDATE, evidence))
        .singleElement()
        .matches(end -> end.code() == 78 && end.times() == 1);
  }

  @Test
  void sendsOneGetAndOnePreflightWhereRequestsFailed() throws Exception {
    both();
    candidate.always(
        Neighbour.json(500, "{\"type\":\"https://x.y/problems/storage-not-writable\"}"));
    for (String route : List.of("GET /api/things/{id}", "POST /api/things", "POST /api/things")) {
      failures.add(new Failure(CANDIDATE.id(), 1, StoredRollout.NOON, 500, route, "answered-5xx"));
    }

    List<Evidence> evidence = collect(new Totals(0, 0, 3, 0));

    assertThat(of(DirectCall.class, Scope.CANDIDATE, evidence))
        .extracting(DirectCall::method, DirectCall::path, DirectCall::status, DirectCall::problem)
        .containsExactlyInAnyOrder(
            org.assertj.core.groups.Tuple.tuple("GET", "/api/things", 500, "StorageNotWritable"),
            org.assertj.core.groups.Tuple.tuple(
                "OPTIONS", "/api/things", 500, "StorageNotWritable"));
    assertThat(candidate.requests)
        .filteredOn(head -> head.startsWith("GET /api"))
        .singleElement()
        .satisfies(head -> assertThat(head).doesNotContain("Origin"));
    assertThat(candidate.requests)
        .filteredOn(head -> head.startsWith("OPTIONS"))
        .singleElement()
        .satisfies(head -> assertThat(head).contains("Origin: https://belay.invalid"));
    assertThat(stable.requests).noneMatch(head -> head.contains("/api"));
  }

  @Test
  void sendsNothingButProbesWhereNoRequestFailed() throws Exception {
    both();

    collect(new Totals(10, 0, 0, 0));

    assertThat(candidate.requests).allMatch(head -> head.matches("(?s)GET /(livez|readyz) .*"));
  }

  @Test
  void asksStableAloneWhereTheCandidateWasBlocked() throws Exception {
    platform.instances.add(instance(STABLE, stable.address(), Phase.RUNNING, null));
    stable.always(Neighbour.json(200, Bundle.UP));
    var refused =
        new Cause("MigrationFailed", "exit code 78", Map.of("lastLines", "ERROR x: boom"));
    Rollout blocked =
        StoredRollout.in(new RolloutState.Blocked(refused, StoredRollout.NOON), CANDIDATE, STABLE);

    List<Evidence> evidence =
        new Collector(platform, calls, failures)
            .collect(blocked, Occasion.of(blocked).orElseThrow());

    assertThat(of(Health.class, Scope.STABLE, evidence)).hasSize(2).allMatch(Health::passed);
    assertThat(Diagnosis.of(CANDIDATE.id(), evidence, Bundle.NOON).complete()).isTrue();
  }

  @Test
  void doesNotAskWhoIsBeingStopped() throws Exception {
    platform.instances.add(instance(CANDIDATE, candidate.address(), Phase.STOPPING, null));

    List<Evidence> evidence = collect();

    assertThat(candidate.requests).isEmpty();
    assertThat(of(NotCollected.class, Scope.CANDIDATE, evidence)).hasSize(1);
  }

  @Test
  void saysWhatAPlatformWithoutAnswersLeavesOut() throws Exception {
    platform.beforeObserving =
        () -> {
          throw new PlatformException("canary in a message", null);
        };

    IncidentReport report = Diagnosis.of(CANDIDATE.id(), collect(), Bundle.NOON);

    assertThat(report.complete()).isFalse();
    assertThat(String.join(" ", report.missing())).contains("instances").doesNotContain("canary");
  }
}
