package dev.belay.drills.load;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Sends requests at a steady rate, whether or not earlier ones were answered, with at most 64 open:
 * of an API that stores, every fifth an upload and the others reads of what was accepted before.
 * Until something was accepted, one upload at a time: a process that has just started must not be
 * met by a herd.
 */
public final class Load implements AutoCloseable {

  private static final int OPEN = 64;
  private static final int MOST_BYTES = 1024 * 1024;
  private static final Duration DRAIN = Target.LIMIT.plusSeconds(5);

  private final Target target;
  private final Account account;
  private final long pauseNanos;
  private final List<byte[]> pictures = Pictures.drawn();
  private final Random random = new Random(7);
  private final Semaphore open = new Semaphore(OPEN);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(3))
          .build();
  private final Thread clock;
  private final AtomicBoolean opening = new AtomicBoolean();
  private volatile boolean running = true;

  /**
   * Starts at once.
   *
   * @param mark the value of X-Belay-Drill whose answers are counted; null for none
   */
  public Load(Target target, int requestsPerSecond, @Nullable String mark) {
    this.target = target;
    this.account = new Account(mark);
    this.pauseNanos = TimeUnit.SECONDS.toNanos(1) / requestsPerSecond;
    this.clock = Thread.ofPlatform().daemon().name("drill-load").start(this::run);
  }

  public Tally tally() {
    return account.tally();
  }

  /** Counts from now on; what was accepted stays known. */
  public void restartTally() {
    account.restart();
  }

  /** The ids of all uploads that were accepted. */
  public List<String> accepted() {
    return account.allAccepted();
  }

  private void run() {
    long next = System.nanoTime();
    for (long number = 0; running; number++) {
      request(number);
      next += pauseNanos;
      long wait = next - System.nanoTime();
      if (wait > 0) {
        LockSupport.parkNanos(wait);
      } else if (wait < -TimeUnit.SECONDS.toNanos(1)) {
        next = System.nanoTime(); // The machine stood still: no burst afterwards.
      }
    }
  }

  private void request(long number) {
    String known = account.anyAccepted(random);
    if (target.stores() && known == null && !opening.compareAndSet(false, true)) {
      return;
    }
    if (!open.tryAcquire()) {
      account.skipped();
      return;
    }
    byte[] picture = pictures.get((int) (number % pictures.size()));
    Target.Call call = target.call(number, picture, known, !account.full());
    threads.execute(() -> {
      try {
        send(call.request(), call.upload());
      } finally {
        opening.set(false);
        open.release();
      }
    });
  }

  private void send(HttpRequest request, boolean upload) {
    long begun = System.nanoTime();
    try {
      HttpResponse<String> answer =
          http.send(request, BodyHandlers.limiting(BodyHandlers.ofString(), MOST_BYTES));
      account.answered(
          answer.statusCode(),
          answer.headers().firstValue("X-Belay-Drill").orElse(null),
          Duration.ofNanos(System.nanoTime() - begun));
      if (upload && answer.statusCode() / 100 == 2) {
        UploadTarget.acceptedId(answer.body())
            .ifPresentOrElse(
                account::accepted, () -> account.failed("an upload without an id: 2xx"));
      }
    } catch (IOException e) {
      account.failed(String.valueOf(e));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sends no more and waits until what is open is answered. */
  public void stop() throws InterruptedException {
    running = false;
    clock.join(DRAIN);
    threads.shutdown();
    threads.awaitTermination(DRAIN.toSeconds(), TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    running = false;
    threads.shutdownNow();
    http.shutdownNow();
  }
}
