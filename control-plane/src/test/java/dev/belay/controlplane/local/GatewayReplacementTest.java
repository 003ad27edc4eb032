package dev.belay.controlplane.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.local.gateway.GatewayTrafficRouter;
import dev.belay.controlplane.local.home.BelayHome;
import dev.belay.controlplane.local.home.DurableFile;
import dev.belay.controlplane.local.home.TestPorts;
import dev.belay.controlplane.local.process.Launch;
import dev.belay.controlplane.local.process.ProcessIdentity;
import dev.belay.controlplane.local.process.ProcessIdentity.Signal;
import dev.belay.controlplane.local.process.RunDirectory;
import dev.belay.controlplane.traffic.TrafficSplit;
import dev.belay.controlplane.traffic.Weight;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Another gateway is wanted than the one that runs; both are real, with their wrappers. */
class GatewayReplacementTest {

  private static final Duration LONG = Duration.ofSeconds(90);
  private static final String TOKEN = "a-token-for-tests-only";
  private static final ServiceName DEMO = new ServiceName("demo");

  @TempDir Path directory;
  private final List<Thread> clients = new ArrayList<>();
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private volatile boolean stopped;
  private BelayHome home;
  private int base;
  private HttpServer backend;
  private GatewayTrafficRouter router;
  private GatewayKeeper keeper;

  @BeforeEach
  void begin() throws IOException {
    home = BelayHome.open(directory);
    base = TestPorts.base();
    DurableFile.write(GatewayLaunch.tokenFile(home), TOKEN.getBytes(StandardCharsets.US_ASCII));
    backend = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    backend.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    backend.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    backend.start();
    router =
        new GatewayTrafficRouter(URI.create("http://127.0.0.1:" + admin()), TOKEN, any -> base);
    keeper = keeper(gateway("first"));
    await().atMost(LONG).ignoreExceptions().until(() -> router.read(DEMO) != null);
    router.apply(split(), new FencingToken(5));
  }

  @AfterEach
  void end() throws InterruptedException {
    stopped = true;
    for (Thread client : clients) {
      client.join();
    }
    keeper.closeAndEndGateway(Duration.ofSeconds(5));
    backend.stop(0);
    assertThat(gateways()).isEmpty();
  }

  @Test
  void isTakenOverWithoutAFailedRequest() throws IOException {
    ProcessIdentity first = process();
    load();
    keeper.close();

    keeper = keeper(gateway("second", "--listener", "other=" + (base + 1)));

    await().atMost(LONG).until(() -> isAloneInstead(first));
    assertThat(failed).hasValue(0);
    assertThat(router.read(DEMO).weightEpoch()).isEqualTo(1);
    assertThat(router.apply(split(), new FencingToken(6)).weightEpoch()).isEqualTo(1);
    assertThat(keeper.trouble()).isEmpty();
    assertThat(status(base + 1)).isEqualTo(503);
  }

  @Test
  void isLeftAloneByAControlPlaneThatWantsTheSame() throws Exception {
    ProcessIdentity first = process();
    keeper.close();

    keeper = keeper(gateway("first"));

    await().atMost(LONG).until(() -> keeper.running().isPresent());
    await()
        .during(Duration.ofMillis(1_500))
        .atMost(LONG)
        .until(() -> gateways().equals(List.of(first)));
  }

  @Test
  void servesOnWhenTheNewOneCannotStart() throws IOException {
    ProcessIdentity first = process();
    load();
    keeper.close();

    keeper = keeper(gateway("broken", "--nonsense", "1"));

    await().atMost(LONG).until(() -> keeper.trouble().isPresent());
    assertThat(keeper.trouble().orElseThrow())
        .contains("does not take over", "logs/gateway.log", "1 min");
    await().atMost(LONG).until(() -> gateways().equals(List.of(first)));
    assertThat(process()).isEqualTo(first);
    assertThat(failed).hasValue(0);
  }

  /** The control plane is gone as soon as it has started the new one: nobody needs it for this. */
  @Test
  void isTakenOverWithoutAControlPlane() throws IOException {
    ProcessIdentity first = process();
    load();
    keeper.close();
    keeper = keeper(gateway("second"));
    await().atMost(LONG).until(() -> run(2).child().isPresent());
    keeper.close();

    await().atMost(LONG).until(() -> run(1).look(null).isOver() && !first.isAlive());

    assertThat(gateways()).hasSize(1);
    assertThat(failed).hasValue(0);
    keeper = keeper(gateway("second"));
    await().atMost(LONG).until(() -> keeper.running().isPresent());
    assertThat(gateways()).containsExactly(process());
  }

  /**
   * @param victim number of the run
   * @param afterMillis from when on the new one was started
   */
  @ParameterizedTest
  @CsvSource({
    "1, 0, false",
    "2, 0, false",
    "1, 600, false",
    "2, 600, false",
    "1, 1000, true",
    "2, 1000, true",
    "1, 1400, false",
    "2, 1400, false"
  })
  void leavesOneThatServesWhoeverIsKilledAndWhen(
      int victim, int afterMillis, boolean withItsWrapper) throws Exception {
    keeper.close();
    keeper = keeper(gateway("second"));
    await().atMost(LONG).until(() -> run(2).child().isPresent());
    TimeUnit.MILLISECONDS.sleep(afterMillis);
    keeper.close();

    if (withItsWrapper) {
      run(victim).killAll();
    } else {
      run(victim).child().ifPresent(process -> process.send(Signal.KILL));
    }
    keeper = keeper(gateway("second"));

    await().atMost(LONG).until(() -> gateways().size() == 1 && isWanted());
    await().atMost(LONG).ignoreExceptions().until(() -> status(base) == 204);
    await().atMost(LONG).ignoreExceptions().until(() -> router.read(DEMO).weightEpoch() == 1);
    assertThat(router.apply(split(), new FencingToken(6)).weightEpoch()).isEqualTo(1);
  }

  private boolean isAloneInstead(ProcessIdentity first) {
    return !first.isAlive() && gateways().size() == 1 && isWanted();
  }

  /** Whether the one that serves is the later one, and says so. */
  private boolean isWanted() {
    return keeper
        .running()
        .filter(now -> gateways().equals(List.of(now.process())))
        .filter(now -> !run(1).child().equals(Optional.of(now.process())))
        .isPresent();
  }

  private GatewayKeeper keeper(GatewayLaunch launch) throws IOException {
    var keeper = new GatewayKeeper(home, launch);
    keeper.begin();
    return keeper;
  }

  private GatewayLaunch gateway(String fingerprint, String... more) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.belay.gateway.GatewayMain",
                "--state-dir",
                state().toString(),
                "--admin-token-file",
                GatewayLaunch.tokenFile(home).toString(),
                "--admin-port",
                Integer.toString(admin())));
    command.addAll(List.of(more));
    var launch =
        new Launch(
            command,
            Map.of("PATH", System.getenv("PATH")),
            home.root(),
            home.log(GatewayKeeper.WORKLOAD),
            1 << 20,
            true);
    return new GatewayLaunch(fingerprint, state(), launch);
  }

  private Path state() {
    return home.data().resolve("gateway");
  }

  private int admin() {
    return base + 11;
  }

  private RunDirectory run(int number) {
    return new RunDirectory(home.run(GatewayKeeper.WORKLOAD).resolve(Integer.toString(number)));
  }

  private ProcessIdentity process() {
    return keeper.running().orElseThrow().process();
  }

  /** Every process of this home that is a gateway, recorded or not. */
  private List<ProcessIdentity> gateways() {
    return ProcessHandle.allProcesses()
        .filter(process -> commandLine(process.pid()).contains(state() + "\0"))
        .filter(process -> commandLine(process.pid()).contains("GatewayMain"))
        .filter(process -> !commandLine(process.pid()).startsWith("sh\0"))
        .flatMap(process -> ProcessIdentity.of(process.pid()).stream())
        .toList();
  }

  private static String commandLine(long pid) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"));
    } catch (IOException gone) {
      return "";
    }
  }

  private TrafficSplit split() {
    var instance = new TrafficSplit.Backend("demo-r1-0", backend.getAddress());
    return new TrafficSplit(
        DEMO,
        List.of(
            new TrafficSplit.Arm(new RevisionId(DEMO, 1), new Weight(10_000), List.of(instance))));
  }

  private void load() {
    HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    for (int i = 0; i < 4; i++) {
      clients.add(Thread.ofPlatform().daemon().start(() -> ask(http)));
    }
    await().atMost(LONG).until(() -> answered.get() > 500);
  }

  private void ask(HttpClient http) {
    while (!stopped) {
      try {
        if (status(http, base) != 204) {
          failed.incrementAndGet();
        }
      } catch (IOException e) {
        failed.incrementAndGet();
      }
      answered.incrementAndGet();
    }
  }

  private static int status(int port) throws IOException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return status(http, port);
    }
  }

  private static int status(HttpClient http, int port) throws IOException {
    try {
      return http.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/")).build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
