package dev.belay.gpu.cutout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WorkQueueTest {

  private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch open = new CountDownLatch(1);

  @AfterEach
  void stop() {
    open.countDown();
    callers.shutdownNow();
  }

  private static WorkQueue queue(int maxWaiting, Duration maxWait, Duration deadline) {
    return new WorkQueue(new CutoutSettings(1, maxWaiting, maxWait, deadline, 0.3));
  }

  private String work(WorkQueue queue) throws Exception {
    try (WorkQueue.Room room = queue.enter()) {
      return room.work(() -> {
        open.await();
        return "done";
      });
    }
  }

  @Test
  void turnsAwayAtOnceWhenNoMoreMayWait() throws Exception {
    try (WorkQueue queue = queue(1, Duration.ofMinutes(1), Duration.ofMinutes(1))) {
      Future<String> working = callers.submit(() -> work(queue));
      await().until(() -> queue.working() == 1);
      Future<String> waiting = callers.submit(() -> work(queue));
      await().until(() -> queue.waiting() == 1);
      assertThatThrownBy(queue::enter)
          .isInstanceOf(QueueFullException.class)
          .hasMessageContaining("gpu.cutout.max-waiting");
      open.countDown();
      assertThat(working.get()).isEqualTo("done");
      assertThat(waiting.get()).isEqualTo("done");
      await().until(() -> queue.working() == 0);
    }
  }

  @Test
  void givesUpWaitingWhileTheOtherStillWorks() throws Exception {
    try (WorkQueue queue = queue(5, Duration.ofMillis(50), Duration.ofMinutes(1))) {
      Future<String> working = callers.submit(() -> work(queue));
      await().until(() -> queue.working() == 1);
      assertThatThrownBy(queue::enter)
          .isInstanceOf(QueueFullException.class)
          .hasMessageContaining("gpu.cutout.max-wait");
      assertThat(queue.waiting()).isZero();
      assertThat(working).isNotDone();
      open.countDown();
      working.get();
    }
  }

  @Test
  void keepsTheRoomOfWorkThatIsLateUntilItEnds() throws Exception {
    try (WorkQueue queue = queue(0, Duration.ofMillis(10), Duration.ofMillis(50))) {
      assertThatThrownBy(() -> work(queue))
          .isInstanceOf(DeadlineException.class)
          .hasMessageContaining("gpu.cutout.deadline");
      assertThatThrownBy(queue::enter).isInstanceOf(QueueFullException.class);
      open.countDown();
      await().until(() -> queue.working() == 0);
      assertThat(work(queue)).isEqualTo("done");
    }
  }

  @Test
  void givesItsRoomBackWhenWorkFailsOrNeverBegins() throws Exception {
    try (WorkQueue queue = queue(0, Duration.ofMillis(10), Duration.ofMinutes(1))) {
      for (int i = 0; i < 3; i++) {
        try (WorkQueue.Room room = queue.enter()) {
          assertThatThrownBy(() ->
                  room.work(() -> {
                    throw new IllegalStateException("broken");
                  }))
              .isInstanceOf(ExecutionException.class)
              .hasRootCauseMessage("broken");
        }
        await().until(() -> queue.working() == 0);
        queue.enter().close();
        assertThat(queue.working()).isZero();
      }
    }
  }
}
