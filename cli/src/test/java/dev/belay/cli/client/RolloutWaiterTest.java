package dev.belay.cli.client;

import static dev.belay.cli.client.FakeControlPlane.path;
import static dev.belay.cli.client.FakeControlPlane.rollout;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RolloutWaiterTest {

  private static final String R2 = path("r2");
  private FakeControlPlane server;
  private ControlPlaneClient client;
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);

  @BeforeEach
  void start() throws IOException {
    server = new FakeControlPlane();
    int port = server.port();
    client =
        new ControlPlaneClient(() ->
            new Connection(
                java.net.URI.create("http://127.0.0.1:" + port), FakeControlPlane.TOKEN));
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private Waited waitFor(Duration timeout) throws InterruptedException {
    return new RolloutWaiter(client, now::get).await("upload-service", "r2", timeout, seen -> {});
  }

  private CompletableFuture<Waited> waiting() {
    return CompletableFuture.supplyAsync(() -> {
      try {
        return new RolloutWaiter(client, InstantSource.system())
            .await("upload-service", "r2", null, seen -> {});
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    });
  }

  @Test
  void endsWithTheRollout() throws InterruptedException {
    server.answer(R2, 200, rollout("r2", "Promoted"));

    assertThat(waitFor(null)).isInstanceOf(Waited.Ended.class);
  }

  @Test
  void wakesUpWithAnEvent() throws Exception {
    server.answer(R2, 200, rollout("r2", "Observing"));
    CompletableFuture<Waited> waiting = waiting();
    await().until(() -> server.listening() == 1);

    server.answer(R2, 200, rollout("r2", "RolledBack"));
    server.send("event: rollout\ndata: {}\n\n");

    assertThat(waiting.get(10, java.util.concurrent.TimeUnit.SECONDS))
        .isInstanceOf(Waited.Ended.class);
  }

  @Test
  void readsByItselfWhereThereAreNoEvents() throws Exception {
    server.misbehave("GET /api/v1/events", exchange -> exchange.close());
    server.answer(R2, 200, rollout("r2", "Observing"));
    CompletableFuture<Waited> waiting = waiting();
    await().until(() -> !server.requests().isEmpty());

    server.answer(R2, 200, rollout("r2", "Promoted"));

    assertThat(waiting.get(20, java.util.concurrent.TimeUnit.SECONDS))
        .isInstanceOf(Waited.Ended.class);
  }

  @Test
  void outlivesARestartOfTheControlPlane() throws Exception {
    server.answer(R2, 200, rollout("r2", "Observing"));
    CompletableFuture<Waited> waiting = waiting();
    await().until(() -> server.listening() == 1);
    int port = server.port();

    server.close();
    await().pollDelay(Duration.ofMillis(200)).untilAsserted(() -> assertThat(waiting).isNotDone());
    server = new FakeControlPlane(port);
    server.answer(R2, 200, rollout("r2", "Promoted"));

    assertThat(waiting.get(30, java.util.concurrent.TimeUnit.SECONDS))
        .isInstanceOf(Waited.Ended.class);
  }

  @Test
  void goesOnOverGarbageAndServerErrors() throws Exception {
    server.answer(R2, 200, "<html>");
    CompletableFuture<Waited> waiting = waiting();
    await().until(() -> !server.requests().isEmpty());
    server.answer(R2, 503, "");
    server.send("event: rollout\ndata: {}\n\n");
    server.answer(R2, 200, rollout("r2", "Blocked"));

    assertThat(waiting.get(30, java.util.concurrent.TimeUnit.SECONDS))
        .isInstanceOf(Waited.Ended.class);
  }

  @Test
  void aHoldWithinItsTimeIsWaitedFor() throws InterruptedException {
    server.answer(
        R2, 200, rollout("r2", "Held", ",\"deadline\":\"" + Instant.EPOCH.plusSeconds(60) + "\""));

    assertThat(waitFor(Duration.ZERO)).isInstanceOf(Waited.TimedOut.class);
  }

  @Test
  void aHoldPastItsTimeEndsTheWait() throws InterruptedException {
    server.answer(
        R2, 200, rollout("r2", "Held", ",\"deadline\":\"" + Instant.EPOCH.plusSeconds(60) + "\""));
    now.set(Instant.EPOCH.plusSeconds(71));

    assertThat(waitFor(null)).isInstanceOf(Waited.HeldTooLong.class);
  }

  @Test
  void aWaiterMayHaveLessPatienceWithAHoldThanTheRollout() throws InterruptedException {
    server.answer(R2, 200, rollout("r2", "Held", ",\"deadline\":\"2999-01-01T00:00:00Z\""));
    var waiter = new RolloutWaiter(client, now::get, Duration.ofSeconds(10));

    Waited waited =
        waiter.await(
            "upload-service", "r2", null, seen -> now.updateAndGet(at -> at.plusSeconds(4)));

    assertThat(waited).isInstanceOf(Waited.HeldTooLong.class);
    assertThat(server.requests()).hasSize(3);
  }

  @Test
  void aStrandedRolloutEndsTheWait() throws InterruptedException {
    server.answer(R2, 200, rollout("r2", "Stranded"));

    assertThat(waitFor(null)).isInstanceOf(Waited.Stranded.class);
  }

  @Test
  void aTimeOutKeepsWhatWasSeenLast() throws InterruptedException {
    server.answer(R2, 200, rollout("r2", "Observing"));

    assertThat(waitFor(Duration.ZERO))
        .isInstanceOfSatisfying(
            Waited.TimedOut.class,
            timedOut -> assertThat(timedOut.last()).extracting("state").isEqualTo("Observing"));
  }

  @Test
  void aRolloutThatDoesNotExistEndsTheWait() {
    assertThatThrownBy(() -> waitFor(null)).isInstanceOf(RefusedException.class);
  }

  @Test
  void givesUpAfterFiveMinutesWithoutAnAnswer() {
    server.close();
    var waiter = new RolloutWaiter(client, now::get);
    now.set(Instant.EPOCH.plus(Duration.ofMinutes(5)).plusSeconds(1));

    assertThatThrownBy(() -> waiter.await("upload-service", "r2", null, seen -> {}))
        .isInstanceOf(UnreachableException.class);
  }
}
