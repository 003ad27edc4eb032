package dev.belay.controlplane.probe;

import static dev.belay.controlplane.probe.Instances.START;
import static org.assertj.core.api.Assertions.assertThat;

import dev.belay.controlplane.probe.ProbeResult.Failure;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstanceHealthTest {

  private static final ProbeResult SUCCESS = new ProbeResult.Success(200);
  private static final ProbeResult FAILURE = new Failure(Failure.Kind.STATUS, 503, "answered 503");
  private static final ProbeResult NOT_MADE = new ProbeResult.NotMade("late");

  /**
   * Each letter is a result: S of startup, L of liveness, R of readiness; lower case is a failure.
   */
  @ParameterizedTest(name = "{0} is started {1}, live {2}, ready {3}, startup failed {4}")
  @CsvSource(
      nullValues = "-",
      value = {
        "-,       false, true,  false, false",
        "ss,      false, true,  false, false",
        "sss,     false, true,  false, true",
        "ssss,    false, true,  false, true",
        "sssS,    true,  true,  false, false",
        "ssS,     true,  true,  false, false",
        "lll,     false, true,  false, false",
        "RR,      false, true,  false, false",
        "S,       true,  true,  false, false",
        "Ssss,    true,  true,  false, false",
        "SR,      true,  true,  true,  false",
        "Sr,      true,  true,  false, false",
        "SrR,     true,  true,  true,  false",
        "SRr,     true,  true,  true,  false",
        "SRrr,    true,  true,  true,  false",
        "SRrrr,   true,  true,  false, false",
        "SRrrRrr, true,  true,  true,  false",
        "SRrrrR,  true,  true,  true,  false",
        "Sll,     true,  true,  false, false",
        "Slll,    true,  false, false, false",
        "SllLll,  true,  true,  false, false",
        "SlllL,   true,  true,  false, false",
        "SRlll,   true,  false, true,  false",
      })
  void countsConsecutiveResultsAsKubernetesDoes(
      String results, boolean started, boolean live, boolean ready, boolean startupFailed) {
    InstanceHealth health = observe(fresh(plan(1)), results == null ? "" : results);

    assertThat(health.started()).as("started").isEqualTo(started);
    assertThat(health.live()).as("live").isEqualTo(live);
    assertThat(health.ready()).as("ready").isEqualTo(ready);
    assertThat(health.startupFailed()).as("startup failed").isEqualTo(startupFailed);
  }

  @ParameterizedTest
  @CsvSource({"SR,false", "SRR,true", "SRrR,false", "SRrRR,true", "SRRrrr,false", "SRRrrrR,false"})
  void readinessMayTakeSeveralSuccesses(String results, boolean ready) {
    assertThat(observe(fresh(plan(2)), results).ready()).isEqualTo(ready);
  }

  @Test
  void withoutStartupProbeAnInstanceIsStartedAtOnce() {
    var plan = new ProbePlan(null, ProbeSpec.at("/livez"), ProbeSpec.at("/readyz"));

    assertThat(fresh(plan).started()).isTrue();
    assertThat(observe(fresh(plan), "R").ready()).isTrue();
    assertThat(observe(fresh(plan), "lll").live()).isFalse();
  }

  @Test
  void probeThatWasNotMadeCountsForNothing() {
    InstanceHealth nearlyUnready = observe(fresh(plan(1)), "SRrr");

    assertThat(nearlyUnready.observe(ProbeKind.READINESS, NOT_MADE, START))
        .isEqualTo(nearlyUnready);
  }

  @Test
  void nothingIsKnownBeforeTheProbeThatDecidesWasAnswered() {
    assertThat(fresh(plan(1)).known()).isFalse();
    assertThat(observe(fresh(plan(1)), "s").known()).isTrue();
    assertThat(observe(fresh(plan(1)), "sS").known()).isFalse();
    assertThat(observe(fresh(plan(1)), "sSL").known()).isFalse();
    assertThat(observe(fresh(plan(1)), "sSr").known()).isTrue();
  }

  @Test
  void keepsTheLastFailureOfAnyProbe() {
    var refused = new Failure(Failure.Kind.REFUSED, 0, "connection refused");
    InstanceHealth health =
        observe(fresh(plan(1)), "sSrR")
            .observe(ProbeKind.LIVENESS, refused, START.plusSeconds(9))
            .observe(ProbeKind.LIVENESS, SUCCESS, START.plusSeconds(10));

    assertThat(health.lastFailure())
        .isEqualTo(new ProbeTrack.LastFailure(ProbeKind.LIVENESS, refused, START.plusSeconds(9)));
    assertThat(observe(fresh(plan(1)), "SR").lastFailure()).isNull();
  }

  @Test
  void keepsWhatItKnowsUnderAnotherPlan() {
    InstanceHealth ready = observe(fresh(plan(1)), "SRrr");

    InstanceHealth under = ready.under(ProbePlan.local(Duration.ofSeconds(5)));

    assertThat(under.ready()).isTrue();
    assertThat(under.observe(ProbeKind.READINESS, FAILURE, START).ready()).isFalse();
  }

  @Test
  void tellsWhenStartupSucceeded() {
    InstanceHealth health =
        fresh(plan(1)).observe(ProbeKind.STARTUP, SUCCESS, START.plusSeconds(4));

    assertThat(health.startedUpAt()).isEqualTo(START.plusSeconds(4));
  }

  @Test
  void localPlanGivesUpAfterTheStartTimeout() {
    ProbePlan plan = ProbePlan.local(Duration.ofMillis(119_500));

    assertThat(plan.startup().failureThreshold()).isEqualTo(120);
    assertThat(plan.startup().path()).isEqualTo("/readyz");
    assertThat(plan.liveness().path()).isEqualTo("/livez");
    assertThat(plan.readiness().period()).isEqualTo(Duration.ofSeconds(1));
  }

  private static ProbePlan plan(int readySuccesses) {
    return new ProbePlan(
        ProbeSpec.at("/readyz"),
        ProbeSpec.at("/livez"),
        ProbeSpec.at("/readyz").withSuccessThreshold(readySuccesses));
  }

  private static InstanceHealth fresh(ProbePlan plan) {
    return InstanceHealth.unknown(Instances.running(0), plan);
  }

  private static InstanceHealth observe(InstanceHealth health, String results) {
    Instant at = START;
    for (char result : results.toCharArray()) {
      ProbeKind kind =
          switch (Character.toUpperCase(result)) {
            case 'S' -> ProbeKind.STARTUP;
            case 'L' -> ProbeKind.LIVENESS;
            case 'R' -> ProbeKind.READINESS;
            default -> throw new IllegalArgumentException(results);
          };
      at = at.plusSeconds(1);
      health = health.observe(kind, Character.isUpperCase(result) ? SUCCESS : FAILURE, at);
    }
    return health;
  }
}
