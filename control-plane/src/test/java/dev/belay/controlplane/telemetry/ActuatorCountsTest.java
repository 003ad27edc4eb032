package dev.belay.controlplane.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.telemetry.FakeActuator.Kind;
import dev.belay.controlplane.traffic.RequestCountsTck;
import dev.belay.controlplane.traffic.RequestOutcomes;
import dev.belay.controlplane.traffic.TrafficException;
import dev.belay.controlplane.traffic.TrafficSplit.Arm;
import dev.belay.controlplane.traffic.Weight;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ActuatorCountsTest extends RequestCountsTck {

  private static final RevisionId FIRST = new RevisionId(SERVICE, 1);

  private final FollowedInstances followed = new FollowedInstances(SERVICE, Duration.ofSeconds(2));
  private int sent;

  @AfterEach
  void close() {
    followed.close();
  }

  /** A round before each reading, as if it had just been made. */
  @Override
  protected RequestOutcomes outcomes() {
    return new RequestOutcomes() {
      @Override
      public Snapshot read(ServiceName service) {
        followed.round();
        return followed.read();
      }

      @Override
      public Subscription onFailure(Consumer<Failure> listener) {
        return followed.counts.without(Set.of()).onFailure(listener);
      }
    };
  }

  @Override
  protected void route(Map<RevisionId, Weight> shares) {
    followed.route(shares);
  }

  @Override
  protected void request(Ending ending) {
    List<Arm> arms = followed.router.read(SERVICE).split().arms();
    RevisionId inTurn = arms.get(sent++ % arms.size()).revision();
    String status =
        switch (ending) {
          case SUCCEEDED -> "200";
          case REFUSED -> "404";
          case FAILED -> "500";
          case UNANSWERED -> throw new AssertionError("nobody counts what was not answered");
        };
    followed.answered(inTurn, status, 1);
  }

  @Override
  protected void reboot() {
    followed.reboot();
    followed.round();
  }

  @Override
  protected void makeUnavailable() {
    followed.router.unavailable(true);
  }

  @ParameterizedTest
  @EnumSource(names = {"PROMETHEUS", "METRICS"})
  void readsWhicheverEndpointIsServed(Kind kind) {
    followed.instance(FIRST).serves(kind);
    followed.answered(FIRST, "200", 90);
    followed.route(Map.of(FIRST, Weight.ALL));
    followed.answered(FIRST, "200", 7);
    followed.answered(FIRST, "404", 2);
    followed.answered(FIRST, "503", 1);
    followed.round();

    var counts = followed.read().counts().getFirst();
    assertThat(counts.succeeded()).isEqualTo(7);
    assertThat(counts.refused()).isEqualTo(2);
    assertThat(counts.failed()).isEqualTo(1);
    assertThat(counts.timing().answered().isEmpty()).isEqualTo(kind == Kind.METRICS);
    assertThat(followed.counts.problem(FIRST, false)).isEmpty();
  }

  @Test
  void bridgesAGapAndGoesOnOverARestart() {
    followed.route(Map.of(FIRST, Weight.ALL));
    followed.answered(FIRST, "200", 5);
    followed.instance(FIRST).serves(Kind.LOGIN);
    followed.round();
    assertThat(followed.read().counts()).isEmpty();

    followed.instance(FIRST).serves(Kind.PROMETHEUS);
    followed.answered(FIRST, "200", 5);
    followed.round();
    followed.instance(FIRST).restart();
    followed.answered(FIRST, "500", 3);
    followed.round();

    var counts = followed.read().counts().getFirst();
    assertThat(counts.succeeded()).isEqualTo(10);
    assertThat(counts.failed()).isEqualTo(3);
  }

  @Test
  void tellsNothingAnyMoreAfterAWhileWithoutACompleteRound() {
    followed.route(Map.of(FIRST, Weight.ALL));
    followed.instance(FIRST).serves(Kind.LOGIN);
    followed.nanos += Duration.ofSeconds(5).toNanos();
    followed.round();
    assertThat(followed.read().counts()).isEmpty();

    followed.nanos += 1;
    assertThatExceptionOfType(TrafficException.class)
        .isThrownBy(followed::read)
        .withMessageContaining("shop-r1-0: /actuator/prometheus answered 401");
  }

  @Test
  void whoeverIsReadAgainAfterAWhileIsFollowedAnew() {
    followed.route(Map.of(FIRST, Weight.ALL));
    String before = followed.read().bootId();
    followed.nanos += Rhythm.standard().lapse().toNanos() + 1;
    followed.round();
    assertThat(followed.read().bootId()).isNotEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource(names = {"NEITHER", "LOGIN", "ENDLESS", "HANGING"})
  void saysWhyAnInstanceCannotBeReadAndWhatWouldHelp(Kind kind) {
    try (var impatient = new FollowedInstances(SERVICE, Duration.ofMillis(500))) {
      impatient.instance(FIRST).serves(kind);
      String finding =
          switch (kind) {
            case NEITHER -> "it serves neither /actuator/prometheus nor /actuator/metrics";
            case LOGIN -> "/actuator/prometheus answered 401";
            case HANGING -> "no complete answer within 500 ms";
            // Whichever comes first on a busy machine.
            default -> "shop-r1-0: ";
          };
      assertThat(impatient.counts.problem(FIRST, false))
          .hasValueSatisfying(problem ->
              assertThat(problem).contains(finding).contains("spec.analysis.counts: gateway"));
    }
  }

  @Test
  void saysThatTimesAreMissingWhereTheyAreAskedFor() {
    followed.instance(FIRST).serves(Kind.METRICS);
    followed.answered(FIRST, "200", 1);
    assertThat(followed.counts.problem(FIRST, true))
        .hasValueSatisfying(problem -> assertThat(problem).contains("percentiles-histogram"));
  }

  @Test
  void followsByItselfUntilItIsClosed() {
    followed.route(Map.of(FIRST, Weight.ALL));
    var quick =
        new Rhythm(
            Duration.ofMillis(10),
            Duration.ofSeconds(2),
            Duration.ofSeconds(60),
            Duration.ofSeconds(60));
    var threads = new java.util.concurrent.CopyOnWriteArrayList<Thread>();
    try (var live =
        new ActuatorCounts(
            followed.platform(),
            followed.router,
            quick,
            System::nanoTime,
            work -> threads.add(Thread.ofVirtual().start(work)))) {
      RequestOutcomes outcomes = live.without(Set.of());
      assertThatThrownBy(() -> outcomes.read(SERVICE)).isInstanceOf(TrafficException.class);
      await().ignoreExceptions().until(() -> outcomes.read(SERVICE).counts().isEmpty());
      followed.answered(FIRST, "200", 4);
      await()
          .untilAsserted(() ->
              assertThat(outcomes.read(SERVICE).counts().getFirst().succeeded()).isEqualTo(4));
    }
    await().until(() -> threads.stream().noneMatch(Thread::isAlive));
  }
}
