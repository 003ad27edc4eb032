package dev.belay.controlplane.probe;

import static dev.belay.controlplane.probe.Instances.SERVICE;
import static dev.belay.controlplane.probe.Instances.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.platform.Instance;
import dev.belay.controlplane.probe.ProbeResult.Failure;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Time stands still unless a test moves it. */
class ProberTest {

  private static final ProbePlan PLAN = ProbePlan.local(Duration.ofSeconds(3));
  private static final ProbeResult OK = new ProbeResult.Success(200);
  private static final ProbeResult TIMEOUT = new Failure(Failure.Kind.TIMEOUT, 0, "slow");
  private static final Instance INSTANCE = Instances.running(0);

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L);
  private final AtomicInteger calls = new AtomicInteger();
  private final List<ServiceName> changes = new CopyOnWriteArrayList<>();
  private volatile ProbeCall answer = (address, spec) -> OK;
  private final Prober prober =
      new Prober(
          (address, spec) -> {
            calls.incrementAndGet();
            return answer.make(address, spec);
          },
          nanos::get,
          () -> START,
          changes::add);

  @AfterEach
  void close() {
    prober.close();
  }

  @Test
  void startsUpThenAsksLivenessAndReadinessAtOnce() {
    prober.watch(SERVICE, Map.of(INSTANCE, PLAN));
    assertThat(health().known()).isFalse();

    round(1);
    assertThat(health().started()).isTrue();
    assertThat(health().ready()).isFalse();

    round(3);
    assertThat(health().ready()).isTrue();
    assertThat(changes).containsExactly(SERVICE, SERVICE);
  }

  @Test
  void asksOncePerPeriodAfterTheFirstGap() {
    prober.watch(SERVICE, Map.of(INSTANCE, PLAN));
    round(1);
    round(3);
    pass(Duration.ofSeconds(1));
    round(5);

    pass(Duration.ofMillis(499));
    prober.tick();
    pass(Duration.ofMillis(501));
    round(7);
    pass(Duration.ofSeconds(1));
    round(9);

    assertThat(changes).hasSize(2);
  }

  @Test
  void neverAsksTheSameTwiceAtOnceAndMakesUpForNothing() {
    var release = new CountDownLatch(1);
    answer =
        (address, spec) -> {
          release.await();
          return OK;
        };
    prober.watch(SERVICE, Map.of(INSTANCE, PLAN));
    for (int i = 0; i < 10; i++) {
      prober.tick();
      pass(Duration.ofSeconds(1));
    }
    await().until(() -> calls.get() == 1);

    release.countDown();
    await().until(() -> health().started());
    round(3);
    prober.tick();

    assertThat(calls).hasValue(3);
  }

  @Test
  void keepsToTheLimitAndServesTheLongestDueFirst() {
    var release = new CountDownLatch(1);
    answer =
        (address, spec) -> {
          release.await();
          return OK;
        };
    var many = new HashMap<Instance, ProbePlan>();
    for (int i = 0; i < 200; i++) {
      many.put(Instances.running(i), PLAN);
    }
    prober.watch(SERVICE, many);

    prober.tick();
    prober.tick();
    await().until(() -> calls.get() == Prober.MAX_IN_FLIGHT);
    prober.tick();
    assertThat(calls).hasValue(Prober.MAX_IN_FLIGHT);

    release.countDown();
    await()
        .until(() -> {
          prober.tick();
          return prober.snapshot().values().stream().allMatch(InstanceHealth::ready);
        });
  }

  @Test
  void instancesThatBeganTogetherSpreadOut() {
    answer = (address, spec) -> new Failure(Failure.Kind.STATUS, 503, "answered 503");
    var many = new HashMap<Instance, ProbePlan>();
    for (int i = 0; i < 50; i++) {
      many.put(Instances.running(i), PLAN);
    }
    prober.watch(SERVICE, many);
    round(50);

    int most = 0;
    for (int step = 0; step < 20; step++) {
      pass(Duration.ofMillis(50));
      int before = settledProbes();
      await()
          .until(() -> {
            prober.tick();
            return settledProbes() == calls.get();
          });
      most = Math.max(most, settledProbes() - before);
    }

    assertThat(settledProbes()).isGreaterThanOrEqualTo(100);
    assertThat(most).isLessThan(25);
  }

  @Test
  void timeoutsWhileThisSideIsStarvedAreDiscarded() {
    answer =
        (address, spec) -> {
          pass(Duration.ofMillis(2_100));
          return TIMEOUT;
        };
    prober.watch(SERVICE, Map.of(INSTANCE, PLAN));
    prober.tick();
    await().until(() -> prober.notMade() == 1);
    assertThat(health().startup().failures()).isZero();

    answer =
        (address, spec) -> {
          pass(Duration.ofMillis(1_010));
          return TIMEOUT;
        };
    pass(Duration.ofSeconds(1));
    prober.tick();
    await().until(() -> health().startup().failures() == 1);
    assertThat(prober.notMade()).isEqualTo(1);
  }

  @Test
  void probeThatBreaksOnThisSideIsNoFailureAndIsMadeAgain() {
    answer =
        (address, spec) -> {
          throw new IllegalStateException("broken");
        };
    prober.watch(SERVICE, Map.of(INSTANCE, PLAN));
    prober.tick();
    await().until(() -> prober.notMade() == 1);
    assertThat(health().known()).isFalse();

    answer = (address, spec) -> OK;
    pass(Duration.ofSeconds(1));
    prober.tick();
    await().until(() -> health().started());
  }

  @Test
  void restartedProcessBeginsAnewAndResultsOfItsPredecessorAreDropped() {
    var release = new CountDownLatch(1);
    prober.watch(SERVICE, Map.of(INSTANCE, PLAN));
    round(1);
    round(3);
    answer =
        (address, spec) -> {
          release.await();
          return OK;
        };
    pass(Duration.ofSeconds(1));
    prober.tick();
    await().until(() -> calls.get() == 5);

    Instance restarted = Instances.instance(0, Instance.Phase.RUNNING, START.plusSeconds(60), 1);
    prober.watch(SERVICE, Map.of(restarted, PLAN));
    InstanceHealth fresh = health();
    release.countDown();
    prober.tick();
    await().until(() -> health().started());

    assertThat(fresh).isEqualTo(InstanceHealth.unknown(restarted, PLAN));
    assertThat(health().liveness().successes()).isZero();
  }

  @Test
  void sameProcessStaysReadyUnderAnotherPlan() {
    prober.watch(SERVICE, Map.of(INSTANCE, PLAN));
    round(1);
    round(3);

    prober.watch(SERVICE, Map.of(INSTANCE, ProbePlan.local(Duration.ofSeconds(99))));

    assertThat(health().ready()).isTrue();
    assertThat(health().plan()).isEqualTo(ProbePlan.local(Duration.ofSeconds(99)));
  }

  @Test
  void instancesThatDoNotRunAreNotAsked() {
    for (Instance.Phase phase : List.of(Instance.Phase.BACKING_OFF, Instance.Phase.STOPPING)) {
      prober.watch(SERVICE, Map.of(Instances.instance(0, phase, START, 1), PLAN));
      pass(Duration.ofSeconds(5));
      prober.tick();
      assertThat(health().known()).isFalse();
    }
    assertThat(calls).hasValue(0);
  }

  @Test
  void initialDelayCountsFromTheStartOfTheProcess() {
    ProbeSpec late = ProbeSpec.at("/readyz").withInitialDelay(Duration.ofSeconds(30));
    Instance old = Instances.instance(0, Instance.Phase.RUNNING, START.minusSeconds(20), 1);
    prober.watch(SERVICE, Map.of(old, new ProbePlan(null, late, late)));

    pass(Duration.ofMillis(9_999));
    prober.tick();
    assertThat(calls).hasValue(0);

    pass(Duration.ofMillis(1));
    round(2);
  }

  @Test
  void servicesAreWatchedApart() {
    prober.watch(SERVICE, Map.of(INSTANCE, PLAN));
    prober.watch(new ServiceName("gpu-service"), Map.of());
    assertThat(prober.snapshot()).containsOnlyKeys(INSTANCE.id());

    prober.watch(SERVICE, Map.of());
    assertThat(prober.snapshot()).isEmpty();
  }

  @Test
  void refusesTooManyAndForeignInstancesAndChangesNothing() {
    prober.watch(SERVICE, Map.of(INSTANCE, PLAN));
    var many = new HashMap<Instance, ProbePlan>();
    for (int i = 0; i <= Prober.MAX_INSTANCES; i++) {
      many.put(Instances.running(i), PLAN);
    }

    assertThatThrownBy(() -> prober.watch(SERVICE, many))
        .hasMessage("1001 instances are too many to probe; the limit is 1000");
    assertThatThrownBy(() -> prober.watch(new ServiceName("gpu-service"), Map.of(INSTANCE, PLAN)))
        .hasMessage("upload-service-r7-0 is no instance of gpu-service");
    assertThat(prober.snapshot()).containsOnlyKeys(INSTANCE.id());
  }

  @Test
  void closingInterruptsProbesUnderWayAndTellsNobody() {
    var interrupted = new CountDownLatch(1);
    answer =
        (address, spec) -> {
          try {
            new CountDownLatch(1).await();
            return OK;
          } catch (InterruptedException e) {
            interrupted.countDown();
            throw e;
          }
        };
    prober.watch(SERVICE, Map.of(INSTANCE, PLAN));
    prober.tick();
    await().until(() -> calls.get() == 1);

    prober.close();

    assertThat(interrupted.getCount()).isZero();
    assertThat(changes).isEmpty();
    prober.tick();
    assertThat(calls).hasValue(1);
  }

  private InstanceHealth health() {
    return prober.snapshot().get(INSTANCE.id());
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  /** Makes all probes that are due and waits until so many have been counted since the start. */
  private void round(int total) {
    prober.tick();
    await().untilAsserted(() -> assertThat(settledProbes()).isEqualTo(total));
    assertThat(calls).hasValue(total);
  }

  private int settledProbes() {
    return prober.snapshot().values().stream()
        .mapToInt(health ->
            counted(health.startup()) + counted(health.liveness()) + counted(health.readiness()))
        .sum();
  }

  private static int counted(ProbeTrack track) {
    return track.successes() + track.failures();
  }
}
