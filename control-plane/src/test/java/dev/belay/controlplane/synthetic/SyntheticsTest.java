package dev.belay.controlplane.synthetic;

import static dev.belay.controlplane.synthetic.Team.R1;
import static dev.belay.controlplane.synthetic.Team.R2;
import static dev.belay.controlplane.synthetic.Team.asks;
import static dev.belay.controlplane.synthetic.Team.side;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belay.controlplane.catalog.SecretLookup;
import dev.belay.controlplane.synthetic.SyntheticRequest.Via;
import dev.belay.controlplane.traffic.MarkedRoute;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SyntheticsTest {

  private static final Duration AMPLE = Duration.ofSeconds(60);

  @TempDir Path directory;
  private Synthetics synthetics;
  private Shop stable;

  @BeforeEach
  void open() throws Exception {
    synthetics = Synthetics.of(MarkedRoute.NONE, SecretLookup.NONE, new SyntheticFiles(directory));
    stable = Shop.answering(() -> 200);
  }

  @AfterEach
  void close() {
    synthetics.close();
    stable.close();
  }

  @Test
  void passesWhenEveryInstanceAnswersEveryRequest() throws Exception {
    try (Shop one = Shop.answering(() -> 200);
        Shop two = Shop.answering(() -> 200)) {
      Gate gate = gate(asks().plan("/"), side(R2, one.port(), two.port()));
      assertThat(gate)
          .isInstanceOfSatisfying(
              Gate.Passed.class, passed -> assertThat(passed.requests()).isEqualTo(2));
      assertThat(one.asked()).hasSize(1);
      assertThat(two.asked()).hasSize(1);
    }
  }

  @Test
  void failsWhenOneInstanceFailsTwiceAndStableDoesNot() throws Exception {
    try (Shop one = Shop.answering(() -> 200);
        Shop two = Shop.answering(() -> 500)) {
      Gate gate = gate(asks().plan("/"), side(R2, one.port(), two.port()));
      assertThat(gate)
          .isInstanceOfSatisfying(
              Gate.Failed.class,
              failed -> assertThat(failed.result().saw()).isEqualTo("status 500"));
      assertThat(two.asked()).hasSize(2);
    }
  }

  @Test
  void forgivesOneAccidentOfARequestThatChangesNothing() throws Exception {
    var times = new AtomicInteger();
    try (Shop shop = Shop.answering(() -> times.incrementAndGet() == 1 ? 500 : 200)) {
      assertThat(gate(asks().plan("/"), side(R2, shop.port()))).isInstanceOf(Gate.Passed.class);
      assertThat(times).hasValue(2);
    }
  }

  @Test
  void sendsWhatChangesSomethingOnlyOnce() throws Exception {
    try (Shop shop = Shop.answering(() -> 500)) {
      assertThat(gate(asks().posting("{}").plan("/"), side(R2, shop.port())))
          .isInstanceOf(Gate.Failed.class);
      assertThat(shop.asked()).hasSize(1);
    }
  }

  @Test
  void saysSharedWhenStableDoesNotAnswerItEither() throws Exception {
    try (Shop shop = Shop.answering(() -> 503);
        Shop alike = Shop.answering(() -> 503)) {
      Gate gate =
          synthetics.gate(asks().plan("/"), side(R2, shop.port()), side(R1, alike.port()), AMPLE);
      assertThat(gate).isInstanceOf(Gate.Shared.class);
    }
  }

  @Test
  void isUnknownWhenSomethingCouldNotBeSent() throws Exception {
    try (Shop shop = Shop.answering(() -> 200)) {
      assertThat(gate(asks().by(Via.INSTANCE, Via.ROUTE).plan("/"), side(R2, shop.port())))
          .isInstanceOfSatisfying(
              Gate.Unknown.class,
              unknown -> assertThat(unknown.why()).contains("the public route knows no"));
      assertThat(gate(asks().plan("/"), new Side(R2, List.of()))).isInstanceOf(Gate.Unknown.class);
    }
  }

  @Test
  void neverSendsMoreThanFourAtOnceToAService() throws Exception {
    var now = new AtomicInteger();
    var most = new AtomicInteger();
    try (Shop shop =
        new Shop(exchange -> {
          most.accumulateAndGet(now.incrementAndGet(), Math::max);
          try {
            Thread.sleep(30);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          now.decrementAndGet();
          exchange.sendResponseHeaders(200, -1);
        })) {
      var plan =
          new SyntheticPlan(
              java.util.stream.IntStream.range(0, 20)
                  .mapToObj(i -> named("ask-" + i, asks().request("/" + i)))
                  .toList(),
              false);
      assertThat(synthetics.ask(plan, side(R2, shop.port()), AMPLE)).hasSize(20);
      assertThat(most.get()).isBetween(2, Synthetics.AT_ONCE);
    }
  }

  @Test
  void asksBothRevisionsAlikeUntilNobodyWantsItAnyMore() throws Exception {
    try (Shop candidate = Shop.answering(() -> 500)) {
      synthetics.compare(R2, asks().plan("/"), side(R2, candidate.port()), side(R1, stable.port()));
      await()
          .until(() -> {
            synthetics.compare(
                R2, asks().plan("/"), side(R2, candidate.port()), side(R1, stable.port()));
            SyntheticCounts counts = synthetics.compared(R2);
            return counts != null && counts.candidateFailed() >= 3;
          });
      SyntheticCounts counts = synthetics.compared(R2);
      assertThat(counts.stablePassed()).isEqualTo(counts.candidateFailed());
      assertThat(counts.candidatePassed() + counts.stableFailed()).isZero();
      assertThat(counts.lastFailure().saw()).isEqualTo("status 500");
      synthetics.forget(R2);
      assertThat(synthetics.compared(R2)).isNull();
    }
  }

  private static SyntheticRequest named(String name, SyntheticRequest like) {
    return new SyntheticRequest(
        name,
        like.method(),
        like.mutating(),
        like.path(),
        like.headers(),
        like.body(),
        like.file(),
        like.expect(),
        like.timeout(),
        like.via(),
        like.perMinute());
  }

  private Gate gate(SyntheticPlan plan, Side candidate) {
    return synthetics.gate(plan, candidate, side(R1, stable.port()), AMPLE);
  }
}
