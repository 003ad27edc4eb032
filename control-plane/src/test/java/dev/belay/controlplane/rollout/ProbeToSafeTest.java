package dev.belay.controlplane.rollout;

import static dev.belay.controlplane.rollout.Scene.SHOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.belay.controlplane.catalog.Revision;
import dev.belay.controlplane.local.gateway.GatewayRequestOutcomes;
import dev.belay.controlplane.local.gateway.GatewayTrafficRouter;
import dev.belay.controlplane.platform.InMemoryPlatform;
import dev.belay.controlplane.rollout.RolloutState.Observing;
import dev.belay.controlplane.rollout.RolloutState.Promoted;
import dev.belay.controlplane.rollout.RolloutState.RolledBack;
import dev.belay.controlplane.traffic.Weight;
import dev.belay.gateway.Gateway;
import dev.belay.gateway.GatewaySettings;
import dev.belay.gateway.admin.AdminToken;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * From the answer that meets the probe rule to weight 0 in force: the real prober, loop, store and
 * gateway, under load. Prints how long it took; {@code -Dbelay.rollbacks=200} for a figure worth
 * having.
 */
class ProbeToSafeTest {

  private static final int ROLLBACKS = Integer.getInteger("belay.rollbacks", 3);
  private static final String TOKEN = "a-token-for-tests-only";
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final ReleasePolicy POLICY =
      new ReleasePolicy(
          ReleasePolicy.Strategy.CANARY,
          List.of(Weight.percent(50), Weight.ALL),
          Duration.ofMinutes(10),
          1,
          Duration.ofMinutes(30),
          Duration.ofMinutes(1),
          Duration.ofMinutes(1),
          0.001);

  @TempDir Path state;
  private final Map<Integer, Backend> backends = new ConcurrentHashMap<>();
  private final AtomicLong failed = new AtomicLong();
  private final InMemoryPlatform platform =
      new InMemoryPlatform(Clock.systemUTC(), this::startBackend);
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<AutoCloseable> open = new ArrayList<>();
  private volatile boolean asking = true;
  private RolloutStore store;
  private ServiceLoop loop;

  @BeforeEach
  void start() throws Exception {
    Gateway gateway =
        Gateway.start(GatewaySettings.of(state.resolve("gateway"), new AdminToken(TOKEN)));
    open.add(gateway::abandon);
    var admin = URI.create("http://127.0.0.1:" + gateway.adminPort());
    int port = freePort();
    var router = new GatewayTrafficRouter(admin, TOKEN, service -> port);
    var outcomes = new GatewayRequestOutcomes(admin, TOKEN);
    var pool =
        JdbcConnectionPool.create(
            "jdbc:h2:file:" + state.resolve("store") + ";WRITE_DELAY=0", "sa", "");
    open.add(pool::dispose);
    store = JdbcStores.migrated(pool);
    var health = new ProbedHealth(service -> loop.wake());
    open.add(health);
    loop =
        new ServiceLoop(
            SHOP,
            store,
            new Lookout(platform, router, outcomes, health),
            new Errands(candidate -> List.of(), platform, work -> Thread.ofVirtual().start(work)),
            platform,
            router,
            new Free(),
            store.takeOver(),
            Clock.systemUTC(),
            changed -> {},
            failedAfterBake -> {});
    Thread.ofVirtual().start(loop::run);
    release(ReleasePolicy.proven(Duration.ofMinutes(1)));
    await().atMost(PATIENCE).until(() -> state() instanceof Promoted);
    await().atMost(PATIENCE).until(() -> answers(port));
    Thread.ofVirtual().start(() -> ask(port));
  }

  @AfterEach
  void stop() throws Exception {
    asking = false;
    loop.stop();
    for (AutoCloseable each : open.reversed()) {
      each.close();
    }
    backends.values().forEach(backend -> backend.server.stop(0));
    http.close();
  }

  @Test
  void takesTheWeightAwayWhenReadinessIsLost() {
    var millis = new ArrayList<Long>();
    for (int i = 0; i < ROLLBACKS; i++) {
      millis.add(rollback());
    }
    millis.sort(null);
    System.out.printf(
        "probe rule met to weight 0 in force, %d rollbacks: p50 %d ms, p99 %d ms, most %d ms%n",
        ROLLBACKS, at(millis, 0.5), at(millis, 0.99), millis.getLast());
    assertThat(failed).hasValue(0);
  }

  private long rollback() {
    int before = backends.size();
    release(POLICY);
    await().atMost(PATIENCE).until(() -> state() instanceof Observing);
    Backend candidate =
        backends.values().stream().filter(each -> each.number == before).findFirst().orElseThrow();
    await().atMost(PATIENCE).until(() -> candidate.served.get() > 0);

    candidate.ready = false;

    await().atMost(PATIENCE).until(() -> state() instanceof RolledBack);
    Rollout ended = Objects.requireNonNull(loop.current());
    var back = (RolledBack) ended.state();
    assertThat(back.cause().type()).isEqualTo(Cause.PROBE_FAILED);
    Instant met = Objects.requireNonNull(ended.breachAt());
    assertThat(met).isAfter(candidate.unreadySince).isBeforeOrEqualTo(back.safeAt());
    // What was routed before may still arrive.
    assertThat(candidate.lastServed).isBefore(back.safeAt().plusSeconds(1));
    candidate.server.stop(0);
    return Duration.between(met, back.safeAt()).toMillis();
  }

  private static long at(List<Long> sorted, double quantile) {
    return sorted.get((int) Math.ceil(quantile * sorted.size()) - 1);
  }

  private RolloutState state() {
    Rollout current = loop.current();
    return current == null ? null : current.state();
  }

  private void release(ReleasePolicy policy) {
    Revision stable =
        store.promoted(SHOP, 1).stream().findFirst().map(Rollout::candidate).orElse(null);
    Instant now = Instant.now();
    loop.adopt(
        store.create(
            SHOP,
            id -> {
              Revision like = Scene.CANDIDATE;
              return new Rollout(
                  new Revision(id, like.artifact(), like.digest(), like.settings(), 1),
                  stable,
                  policy,
                  false,
                  "operator",
                  "",
                  now,
                  new RolloutState.Verifying(now.plusSeconds(60)),
                  now,
                  null,
                  Evidence.open(policy, stable != null),
                  List.of(),
                  List.of(),
                  List.of(),
                  0);
            }));
  }

  private boolean answers(int port) throws Exception {
    return get(port) == 200;
  }

  private int get(int port) throws IOException, InterruptedException {
    return http.send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/photo")).build(),
            HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  /** A user who never rests. */
  private void ask(int port) {
    while (asking) {
      try {
        if (get(port) != 200) {
          failed.incrementAndGet();
        }
      } catch (IOException | InterruptedException e) {
        if (asking) {
          failed.incrementAndGet();
        }
      }
    }
  }

  private int startBackend() {
    var backend = new Backend(backends.size());
    backends.put(backend.number, backend);
    return backend.server.getAddress().getPort();
  }

  private static int freePort() throws IOException {
    try (var socket = new java.net.ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** An instance that is alive, and ready until it is told otherwise. */
  private static final class Backend {

    private final int number;
    private final HttpServer server;
    private final AtomicLong served = new AtomicLong();
    private volatile boolean ready = true;
    private volatile Instant unreadySince = Instant.MAX;
    private volatile Instant lastServed = Instant.MIN;

    Backend(int number) {
      this.number = number;
      try {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        this.server = HttpServer.create(address, 0);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext("/", this::answer);
      server.start();
    }

    private void answer(HttpExchange exchange) throws IOException {
      boolean refused = !ready && exchange.getRequestURI().getPath().equals("/readyz");
      if (refused && unreadySince.equals(Instant.MAX)) {
        unreadySince = Instant.now();
      }
      if (exchange.getRequestURI().getPath().equals("/photo")) {
        served.incrementAndGet();
        lastServed = Instant.now();
      }
      exchange.sendResponseHeaders(refused ? 503 : 200, -1);
      exchange.close();
    }
  }

  /** Nobody holds it back. */
  private static final class Free implements Restraints {

    @Override
    public boolean stopped() {
      return false;
    }

    @Override
    public Observation.Brakes brakes(Rollout rollout) {
      return Observation.Brakes.OFF;
    }
  }
}
