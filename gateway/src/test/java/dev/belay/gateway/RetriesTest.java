package dev.belay.gateway;

import static dev.belay.gateway.Admin.arm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belay.gateway.RawClient.Answer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a second attempt is made, and that it never makes a revision look better. */
class RetriesTest {

  private static final int REQUESTS = 6;

  @TempDir Path state;
  private RunningGateway gateway;

  @BeforeEach
  void start() throws Exception {
    gateway =
        RunningGateway.start(state, settings -> settings.withLimits(RunningGateway.quickLimits()));
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void sendsAPostElsewhereWhenNothingWasSentYet() throws Exception {
    try (var good = RawBackend.answering("ok")) {
      gateway.routes(arm("r1", 10_000, FaultsTest.closedPort(), good.port()));

      List<Answer> answers = many(post(1_000_000));

      assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(200));
      assertThat(good.heads()).hasSize(REQUESTS);
    }
  }

  @Test
  void countsTheFirstAttemptAlthoughTheUserWasRescued() throws Exception {
    try (var good = RawBackend.answering("ok")) {
      gateway.routes(arm("r1", 10_000, FaultsTest.closedPort(), good.port()));

      many("GET /a HTTP/1.1\r\nHost: demo\r\n\r\n");

      await().until(() -> total() == REQUESTS);
      long unanswered = gateway.count("r1", "unanswered");
      assertThat(unanswered).isPositive();
      assertThat(gateway.count("r1", "rescued")).isEqualTo(unanswered);
      assertThat(gateway.admin().revision("demo", "r1").get("attemptFailures").asLong())
          .isEqualTo(unanswered);
    }
  }

  @Test
  void leavesAnInstanceThatCannotBeReachedOutForAWhile() throws Exception {
    try (var good = RawBackend.answering("ok")) {
      gateway.routes(arm("r1", 10_000, FaultsTest.closedPort(), good.port()));
      String request = "GET /a HTTP/1.1\r\nHost: demo\r\n\r\n";

      int sent = 50;
      for (int i = 0; i < sent; i++) {
        assertThat(RawClient.once(gateway.publicPort(), request).status()).isEqualTo(200);
      }

      await().until(() -> total() == sent);
      // Without the pause every other request would have gone to it first.
      assertThat(gateway.count("r1", "unanswered")).isBetween(1L, sent / 2L - 1);
    }
  }

  @Test
  void neverRetriesInAnotherRevision() throws Exception {
    try (var other = RawBackend.answering("ok")) {
      gateway.routes(arm("r1", 10_000, FaultsTest.closedPort()), arm("r2", 0, other.port()));

      Answer answer = RawClient.get(gateway.publicPort(), "/a");

      assertThat(answer.status()).isEqualTo(502);
      assertThat(other.heads()).isEmpty();
    }
  }

  @Test
  void repeatsAGetOnceWhenTheConnectionEndsBeforeAnyAnswer() throws Exception {
    try (var breaking = RawBackend.which(e -> e.close());
        var good = RawBackend.answering("ok")) {
      gateway.routes(arm("r1", 10_000, breaking.port(), good.port()));

      List<Answer> answers = many("GET /a HTTP/1.1\r\nHost: demo\r\n\r\n");

      assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(200));
      assertThat(breaking.heads()).isNotEmpty();
      await().until(() -> total() == REQUESTS);
      assertThat(gateway.count("r1", "unanswered")).isEqualTo(breaking.heads().size());
    }
  }

  @Test
  void repeatsAGetOnceOnly() throws Exception {
    try (var one = RawBackend.which(e -> e.close());
        var two = RawBackend.which(e -> e.close());
        var three = RawBackend.which(e -> e.close())) {
      gateway.routes(arm("r1", 10_000, one.port(), two.port(), three.port()));

      Answer answer = RawClient.get(gateway.publicPort(), "/a");

      assertThat(answer.status()).isEqualTo(502);
      assertThat(one.heads().size() + two.heads().size() + three.heads().size()).isEqualTo(2);
      await().until(() -> total() == 1);
    }
  }

  @Test
  void neverRepeatsAPostThatMayHaveArrived() throws Exception {
    try (var one =
            RawBackend.which(e -> {
              e.readBody();
              e.close();
            });
        var two =
            RawBackend.which(e -> {
              e.readBody();
              e.close();
            })) {
      gateway.routes(arm("r1", 10_000, one.port(), two.port()));

      List<Answer> answers = many(post(10));

      assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(502));
      assertThat(one.heads().size() + two.heads().size()).isEqualTo(REQUESTS);
    }
  }

  @Test
  void doesNotRepeatAGetThatWasBeingAnswered() throws Exception {
    try (var one =
            RawBackend.which(e -> {
              e.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
              e.close();
            });
        var two = RawBackend.answering("never")) {
      gateway.routes(arm("r1", 10_000, one.port()));
      RawClient.get(gateway.publicPort(), "/a");
      gateway.routes(arm("r1", 10_000, one.port(), two.port()));

      List<Answer> answers = many("GET /a HTTP/1.1\r\nHost: demo\r\n\r\n");

      assertThat(answers).filteredOn(Answer::truncated).hasSize(one.heads().size() - 1);
      assertThat(two.heads()).hasSize(REQUESTS - one.heads().size() + 1);
    }
  }

  private List<Answer> many(String request) {
    return IntStream.range(0, REQUESTS)
        .mapToObj(i -> {
          try {
            return RawClient.once(gateway.publicPort(), request);
          } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        })
        .toList();
  }

  private static String post(int length) {
    return "POST /a HTTP/1.1\r\nHost: demo\r\nContent-Length: "
        + length
        + "\r\n\r\n"
        + "x".repeat(length);
  }

  private long total() {
    return gateway.count("r1", "succeeded") + gateway.count("r1", "unanswered");
  }
}
