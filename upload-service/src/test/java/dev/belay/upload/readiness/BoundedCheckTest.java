package dev.belay.upload.readiness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;

class BoundedCheckTest {

  private static final Duration LIMIT = Duration.ofMillis(50);
  private static final Trouble TROUBLE =
      new Trouble("XNotWritable", Map.of("path", "/x"), StoreTrouble::reason);

  @Test
  void isDownWhileTheCheckHangsAndNeverStartsASecondOne() {
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger started = new AtomicInteger();
    try (BoundedCheck check =
        new BoundedCheck(
            "x",
            TROUBLE,
            LIMIT,
            () -> {
              started.incrementAndGet();
              release.await();
            })) {
      for (int i = 0; i < 3; i++) {
        assertThat(check.health().getStatus()).isEqualTo(Status.DOWN);
        assertThat(check.health().getDetails()).containsEntry("reason", "no answer within 50 ms");
      }
      assertThat(started).hasValue(1);
      release.countDown();
      await().untilAsserted(() -> assertThat(check.health().getStatus()).isEqualTo(Status.UP));
    }
  }

  @Test
  void isDownWithTheReasonWhenTheCheckFailsAndUpAgainAfterwards() {
    AtomicInteger runs = new AtomicInteger();
    try (BoundedCheck check =
        new BoundedCheck(
            "x",
            TROUBLE,
            Duration.ofSeconds(5),
            () -> {
              if (runs.incrementAndGet() == 1) {
                throw new java.io.IOException("read-only");
              }
            })) {
      assertThat(check.health().getStatus()).isEqualTo(Status.DOWN);
      assertThat(check.health().getDetails())
          .containsExactlyInAnyOrderEntriesOf(
              Map.of("problem", "XNotWritable", "path", "/x", "reason", "read-only"));
      await().untilAsserted(() -> assertThat(check.health().getStatus()).isEqualTo(Status.UP));
      assertThat(runs).hasValue(2);
    }
  }

  @Test
  void asksOnceForManyWhoAskAtTheSameTime() {
    AtomicInteger runs = new AtomicInteger();
    try (BoundedCheck check =
        new BoundedCheck("x", TROUBLE, Duration.ofSeconds(5), runs::incrementAndGet)) {
      for (int i = 0; i < 100; i++) {
        assertThat(check.health().getStatus()).isEqualTo(Status.UP);
      }
      assertThat(runs.get()).isLessThan(20);
    }
  }
}
