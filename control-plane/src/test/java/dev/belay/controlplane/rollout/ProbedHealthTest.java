package dev.belay.controlplane.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.platform.Instance;
import dev.belay.controlplane.probe.InstanceHealth;
import dev.belay.controlplane.probe.ProbeKind;
import dev.belay.controlplane.probe.ProbePlan;
import dev.belay.controlplane.probe.ProbeResult;
import dev.belay.controlplane.rollout.Observation.Health;
import dev.belay.controlplane.traffic.Weight;
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

  /** Else requests would be sent to it for as long as it takes to start, or for ever. */
  @Test
  void whoWasAskedWhetherItIsUpAndIsNotCanServeNobody() {
    InstanceHealth fresh = InstanceHealth.unknown(instance(SINCE), PLAN);
    var refused = new ProbeResult.Failure(ProbeResult.Failure.Kind.TIMEOUT, 0, "no answer in 1 s");
    InstanceHealth asked = fresh.observe(ProbeKind.STARTUP, refused, SINCE.plusSeconds(1));
    InstanceHealth up =
        asked.observe(ProbeKind.STARTUP, new ProbeResult.Success(200), SINCE.plusSeconds(2));

    assertThat(ProbedHealth.opinion(fresh).health()).isEqualTo(Health.UNKNOWN);
    assertThat(ProbedHealth.opinion(asked).health()).isEqualTo(Health.STARTING);
    assertThat(ProbedHealth.opinion(up).health()).isEqualTo(Health.UNKNOWN);
  }

  @Test
  void trafficGoesToTheCandidateWhileStableStartsAgain() {
    var observing = new RolloutState.Observing(0, SINCE, 0, SINCE.plusSeconds(60), false);
    Scene seen = Scene.seen().inForce(10).stable(Health.STARTING);
    Decision decision = Decider.decide(Scene.rollout(observing), seen.observation());

    assertThat(decision.actions())
        .singleElement()
        .isInstanceOfSatisfying(
            Action.SetWeights.class,
            set -> assertThat(set.split().weightOf(Scene.CANDIDATE.id())).isEqualTo(Weight.ALL));
  }
}
