package dev.belay.controlplane.incident;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.incident.Evidence.NotCollected;
import dev.belay.controlplane.incident.Evidence.Scope;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every {@link IncidentStore} does. */
abstract class IncidentStoreTck {

  abstract IncidentStore store();

  /** The same store, as after a restart of the control plane. */
  abstract IncidentStore reopened();

  /** One with evidence of every kind. */
  private static IncidentReport full() {
    return Bundle.signal("ServiceDown", "metric", "errors")
        .ended(
            3,
            2,
            "Terminating due to java.lang.OutOfMemoryError: Java heap space\nümläut \"quoted\" \\n")
        .heap(64)
        .runs()
        .alive()
        .hangs()
        .readiness(
            503,
            "{\"components\":{\"db\":{\"status\":\"DOWN\",\"details\":{\"reason\":\"gone\"}}}}")
        .stableReadiness(200, Bundle.UP)
        .requests(1, 2, 3)
        .failing("GET /x/{id}", 500, "answered-5xx", 2)
        .direct("GET", 500, "{\"type\":\"urn:belay:problem:storage-not-writable\"}")
        .prints("a line")
        .with(new NotCollected(Scope.CANDIDATE, "something", "no answer in time"))
        .report();
  }

  private static IncidentReport of(String service, int number, String cause) {
    return new IncidentReport(
        new RevisionId(new ServiceName(service), number),
        "RolledBack",
        cause,
        Map.of(),
        "",
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Bundle.NOON);
  }

  @Test
  void findsNothingThatWasNotSaved() {
    assertThat(store().find(Bundle.ROLLOUT)).isEmpty();
  }

  @Test
  void keepsAReportWholeOverARestart() {
    IncidentReport report = full();
    assertThat(report.evidence().stream().map(Object::getClass).distinct())
        .hasSize(Evidence.class.getPermittedSubclasses().length);

    store().save(report);

    assertThat(reopened().find(Bundle.ROLLOUT)).contains(report);
  }

  @Test
  void replacesTheReportOfTheSameRolloutOnly() {
    store().save(of("shop", 1, "Unknown"));
    store().save(of("shop", 2, "Unknown"));
    store().save(of("shop", 1, "CrashLoop"));

    assertThat(cause("shop", 1)).isEqualTo("CrashLoop");
    assertThat(cause("shop", 2)).isEqualTo("Unknown");
  }

  @Test
  void forgetsTheOldestOfTheSameService() {
    store().save(of("other", 1, "Unknown"));
    for (int number = 1; number <= IncidentStore.KEPT + 2; number++) {
      store().save(of("shop", number, "Unknown"));
    }

    assertThat(store().find(new RevisionId(new ServiceName("shop"), 2))).isEmpty();
    assertThat(cause("shop", 3)).isEqualTo("Unknown");
    assertThat(cause("other", 1)).isEqualTo("Unknown");
  }

  private String cause(String service, int number) {
    return store().find(new RevisionId(new ServiceName(service), number)).orElseThrow().cause();
  }
}
