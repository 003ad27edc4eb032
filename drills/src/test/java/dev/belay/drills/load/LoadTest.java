package dev.belay.drills.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoadTest {

  private final Set<String> stored = ConcurrentHashMap.newKeySet();
  private final AtomicReference<byte[]> lastUpload = new AtomicReference<>();
  private final AtomicInteger status = new AtomicInteger(0);
  private final CountDownLatch gate = new CountDownLatch(1);
  private final AtomicInteger arrived = new AtomicInteger();
  private volatile boolean blocking;
  private HttpServer server;
  private ExecutorService threads;

  @BeforeEach
  void start() throws IOException {
    threads = Executors.newVirtualThreadPerTaskExecutor();
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          if (blocking) {
            arrived.incrementAndGet();
            awaitGate();
          }
          boolean upload = exchange.getRequestMethod().equals("POST");
          String id = upload ? UUID.randomUUID().toString() : "";
          String path = exchange.getRequestURI().getPath();
          int answer = upload ? 201 : stored.contains(path.split("/")[4]) ? 200 : 404;
          if (status.get() != 0) {
            answer = status.get();
            exchange.getResponseHeaders().set("X-Belay-Drill", "the-mark");
          } else if (upload) {
            lastUpload.set(body);
            stored.add(id);
          }
          byte[] text = ("{\"id\":\"" + id + "\"}").getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(answer, text.length);
          exchange.getResponseBody().write(text);
          exchange.close();
        });
    server.start();
  }

  private void awaitGate() {
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @AfterEach
  void stop() {
    gate.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private UploadTarget target() {
    return new UploadTarget(URI.create("http://127.0.0.1:" + server.getAddress().getPort()), "key");
  }

  @Test
  void everyAcceptedUploadIsKnownAndNothingElse() throws InterruptedException {
    try (var load = new Load(target(), 300, null)) {
      await().until(() -> load.tally().answered() > 100);
      load.stop();

      assertThat(Set.copyOf(load.accepted())).isEqualTo(stored);
      assertThat(load.tally().uploaded()).isEqualTo(stored.size()).isGreaterThan(15);
      assertThat(load.tally().failed()).isZero();
      assertThat(load.tally().failing()).isNull();
    }
  }

  @Test
  void uploadsArePicturesInMultipartForm() throws IOException {
    try (var load = new Load(target(), 50, null)) {
      await().until(() -> lastUpload.get() != null);
    }

    String body = new String(lastUpload.get(), StandardCharsets.ISO_8859_1);
    assertThat(body).contains("name=\"file\"; filename=\"drill.jpg\"");
    int from = body.indexOf("\r\n\r\n") + 4;
    int to = body.lastIndexOf("\r\n--");
    byte[] picture = body.substring(from, to).getBytes(StandardCharsets.ISO_8859_1);
    assertThat(ImageIO.read(new ByteArrayInputStream(picture)).getWidth()).isEqualTo(64);
  }

  @Test
  void failuresAndMarkedAnswersAreCounted() {
    try (var load = new Load(target(), 200, "the-mark")) {
      await().until(() -> load.tally().answered() > 20);
      load.restartTally();
      status.set(500);
      await().until(() -> load.tally().markedFailures() > 20);

      Tally tally = load.tally();
      assertThat(tally.failed()).isGreaterThanOrEqualTo(tally.markedFailures());
      assertThat(tally.lastFailure()).isEqualTo("status 500");
      assertThat(tally.failing()).isPositive();
    }
  }

  @Test
  void aBrokenConnectionIsAFailure() {
    try (var load = new Load(target(), 200, null)) {
      await().until(() -> load.tally().answered() > 20);
      server.stop(0);

      await().until(() -> load.tally().failed() > 20);
    }
  }

  @Test
  void whatIsDueWhileTooMuchIsOpenIsSkippedAndSaid() {
    try (var load = new Load(target(), 500, null)) {
      await().until(() -> load.tally().uploaded() > 0);
      blocking = true;

      await().until(() -> load.tally().skipped() > 50);
    }
  }

  @Test
  void untilSomethingIsAcceptedOneUploadIsOpenAtATime() throws Exception {
    blocking = true;
    try (var load = new Load(target(), 500, null)) {
      await().until(() -> arrived.get() > 0);
      blocking = false;
      assertThat(arrived.get()).isEqualTo(1);
      assertThat(load.tally().skipped()).isZero();

      gate.countDown();
      await().until(() -> load.tally().answered() > 20);
    }
  }

  @Test
  void findsWhatIsLost() throws InterruptedException {
    stored.addAll(List.of("a", "b"));

    assertThat(
            new LostUploads(target(), Duration.ofMillis(100), Duration.ofMillis(10))
                .among(List.of("a", "gone", "b")))
        .containsExactly("gone");
  }

  @Test
  void whatComesBackWhileItIsLookedForIsNotLost() throws Exception {
    var lost = new LostUploads(target(), Duration.ofSeconds(20), Duration.ofMillis(10));
    var look = threads.submit(() -> lost.among(List.of("late")));

    stored.add("late");

    assertThat(look.get()).isEmpty();
  }
}
