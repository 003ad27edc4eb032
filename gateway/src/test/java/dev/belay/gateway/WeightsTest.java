package dev.belay.gateway;

import static dev.belay.gateway.Admin.arm;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

class WeightsTest {

  @TempDir Path state;
  private RunningGateway gateway;

  @BeforeEach
  void start() throws Exception {
    gateway = RunningGateway.start(state);
  }

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void dropsNothingWhileWeightsAndInstancesChangeUnderLoad() throws Exception {
    try (var one = RawBackend.answering("r1");
        var two = RawBackend.answering("r2");
        var load = new Load()) {
      gateway.routes(arm("r1", 10_000, one.port()), arm("r2", 0, two.port()));
      load.start(gateway.publicPort(), 8);

      for (int i = 0; i < 200; i++) {
        int share = i * 37 % 10_001;
        gateway.routes(arm("r1", 10_000 - share, one.port()), arm("r2", share, two.port()));
      }
      load.stop();

      assertThat(load.failures()).isEmpty();
      await()
          .untilAsserted(() ->
              assertThat(
                      gateway.count("r1", "succeeded")
                          + evicted("r1")
                          + gateway.count("r2", "succeeded")
                          + evicted("r2"))
                  .isEqualTo(load.answered()));
    }
  }

  @Test
  void routesByTheNewWeightsAsSoonAsTheyAreAcknowledged() throws Exception {
    try (var one = RawBackend.answering("r1");
        var two = RawBackend.answering("r2")) {
      for (int i = 0; i < 20; i++) {
        String wanted = i % 2 == 0 ? "r1" : "r2";
        gateway.routes(arm(wanted, 10_000, wanted.equals("r1") ? one.port() : two.port()));

        assertThat(RawClient.get(gateway.publicPort(), "/").body()).isEqualTo(wanted);
      }
    }
  }

  @Test
  void givesEachRevisionItsShare() throws Exception {
    try (var one = RawBackend.answering("r1");
        var two = RawBackend.answering("r2")) {
      gateway.routes(arm("r1", 7_500, one.port()), arm("r2", 2_500, two.port()));
      int requests = 2_000;

      Map<String, Long> served = gets(gateway.publicPort(), requests);

      // Six standard deviations of a binomial with p = 1/4.
      assertThat(served.get("r2")).isBetween(500L - 117, 500L + 117);
      assertThat(served.get("r1") + served.get("r2")).isEqualTo(requests);
    }
  }

  @Test
  void spreadsAnArmsRequestsEvenlyOverItsInstances() throws Exception {
    try (var one = RawBackend.answering("one");
        var two = RawBackend.answering("two");
        var three = RawBackend.answering("three")) {
      gateway.routes(arm("r1", 10_000, one.port(), two.port(), three.port()));

      Map<String, Long> served = gets(gateway.publicPort(), 30);

      assertThat(served)
          .containsOnly(Map.entry("one", 10L), Map.entry("two", 10L), Map.entry("three", 10L));
    }
  }

  @Test
  void letsRequestsOfARemovedRevisionEndAndCountsThemThere() throws Exception {
    try (var slow =
            RawBackend.which(e -> {
              e.awaitRelease();
              e.send(RawBackend.ok("slow"));
            });
        var quick = RawBackend.answering("quick")) {
      gateway.routes(arm("r1", 10_000, slow.port()));
      try (var client = new RawClient(gateway.publicPort())) {
        client.send("GET /a HTTP/1.1\r\nHost: demo\r\n\r\n");
        await().until(() -> !slow.heads().isEmpty());
        gateway.routes(arm("r2", 10_000, quick.port()));
        JsonNode removed = gateway.admin().revision("demo", "r1");
        assertThat(removed.get("present").asBoolean()).isFalse();
        assertThat(removed.get("inFlight").asInt()).isOne();
        assertThat(RawClient.get(gateway.publicPort(), "/").body()).isEqualTo("quick");

        slow.release();

        assertThat(client.read().body()).isEqualTo("slow");
      }
      await().until(() -> gateway.count("r1", "succeeded") == 1);
      assertThat(gateway.admin().revision("demo", "r1").get("inFlight").asInt()).isZero();
    }
  }

  @Test
  void movesToAnotherPublicPortWithoutDroppingWhatIsConnected() throws Exception {
    try (var backend = RawBackend.answering("ok")) {
      gateway.routes(arm("r1", 10_000, backend.port()));
      int before = gateway.publicPort();
      try (var client = new RawClient(before)) {
        client.send("GET /a HTTP/1.1\r\nHost: demo\r\n\r\n");
        assertThat(client.read().status()).isEqualTo(200);
        int after = FaultsTest.closedPort();
        gateway.admin().put("demo", 1, after, arm("r1", 10_000, backend.port()));

        client.send("GET /b HTTP/1.1\r\nHost: demo\r\n\r\n");
        RawClient.Answer last = client.read();

        assertThat(last.status()).isEqualTo(200);
        assertThat(last.header("Connection")).isEqualTo("close");
        assertThat(RawClient.get(after, "/").status()).isEqualTo(200);
        assertThat(catchThrowable(() -> new RawClient(before)))
            .isInstanceOf(java.net.ConnectException.class);
      }
    }
  }

  private long evicted(String revision) {
    return gateway.admin().revision("demo", revision).get("evicted").get("succeeded").asLong();
  }

  /** Asks on one connection, so that each answer is seen. */
  private static Map<String, Long> gets(int port, int requests) throws Exception {
    var served = new ConcurrentHashMap<String, Long>();
    try (var client = new RawClient(port)) {
      for (int i = 0; i < requests; i++) {
        client.send("GET /a HTTP/1.1\r\nHost: demo\r\n\r\n");
        served.merge(client.read().body(), 1L, Long::sum);
      }
    }
    return served;
  }

  /** Clients that ask without pause. */
  static final class Load implements AutoCloseable {

    private final AtomicBoolean stopped = new AtomicBoolean();
    private final LongAdder answered = new LongAdder();
    private final Map<String, Long> failures = new ConcurrentHashMap<>();
    private final java.util.concurrent.ExecutorService clients =
        Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    void start(int port, int count) {
      var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/a")).build();
      for (int i = 0; i < count; i++) {
        clients.execute(() -> run(request));
      }
    }

    private void run(HttpRequest request) {
      while (!stopped.get()) {
        try {
          var response = http.send(request, HttpResponse.BodyHandlers.ofString());
          answered.increment();
          if (response.statusCode() != 200) {
            failures.merge("status " + response.statusCode(), 1L, Long::sum);
          }
        } catch (Exception e) {
          failures.merge(e.toString(), 1L, Long::sum);
        }
      }
    }

    void stop() {
      stopped.set(true);
      clients.close();
    }

    long answered() {
      return answered.sum();
    }

    Map<String, Long> failures() {
      return failures;
    }

    @Override
    public void close() {
      stop();
      http.close();
    }
  }
}
