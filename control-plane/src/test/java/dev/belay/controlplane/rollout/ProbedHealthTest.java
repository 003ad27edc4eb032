package dev.belay.controlplane.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.platform.Instance;
import dev.belay.controlplane.probe.ProbePlan;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ProbedHealthTest {

  private static final Instant SINCE = Instant.parse("2026-11-22T12:00:00Z");
  private static final ProbePlan PLAN = ProbePlan.local(Duration.ofMinutes(1));

  private static ProbePlan planOf(Instant startedAt, boolean serving) {
    return ProbedHealth.plan(PLAN, instance(startedAt), serving, SINCE);
  }

  private static Instance instance(Instant startedAt) {
    var service = new ServiceName("orders");
    return new Instance(
        "orders-r1-0",
        new RevisionId(service, 1),
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 1),
        Instance.Phase.RUNNING,
        startedAt,
        1,
        null);
  }

  @Test
  void givesAProcessThatTookTheRoutesPlaceOfADeadOneTimeToStart() {
    assertThat(planOf(SINCE.plusSeconds(60), true)).isEqualTo(PLAN);
  }

  @Test
  void excusesNoProcessInTheRouteThatAnEarlierControlPlaneStarted() {
    ProbePlan plan = planOf(SINCE.minusSeconds(60), true);
    assertThat(plan.startup()).isNull();
    assertThat(plan.liveness()).isEqualTo(PLAN.liveness());
    assertThat(plan.readiness()).isEqualTo(PLAN.readiness());
  }

  @Test
  void givesAProcessOutsideTheRouteTimeToStartWhoeverStartedIt() {
    assertThat(planOf(SINCE.minusSeconds(60), false)).isEqualTo(PLAN);
    assertThat(planOf(SINCE.plusSeconds(60), false)).isEqualTo(PLAN);
  }
}
