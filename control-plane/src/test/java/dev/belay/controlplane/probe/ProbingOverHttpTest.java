package dev.belay.controlplane.probe;

import static dev.belay.controlplane.probe.Instances.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.belay.controlplane.platform.Instance;
import dev.belay.controlplane.probe.ProbeResult.Failure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ProbingOverHttpTest {

  private static final ProbeSpec FAST =
      ProbeSpec.at("/readyz").withPeriod(Duration.ofMillis(100)).withTimeout(Duration.ofSeconds(5));
  private static final ProbePlan PLAN = new ProbePlan(FAST, FAST, FAST);

  private final AtomicInteger status = new AtomicInteger(503);
  private final AtomicInteger changes = new AtomicInteger();
  private final HttpServer server = serve();
  private final Prober prober = Prober.start(service -> changes.incrementAndGet());

  @AfterEach
  void close() {
    prober.close();
    server.stop(0);
  }

  @Test
  void followsAnInstanceUpAndDown() {
    Instance instance = Instances.at(server.getAddress().getPort());
    prober.watch(SERVICE, Map.of(instance, PLAN));
    await().until(() -> health(instance).startupFailed());
    assertThat(health(instance).startup().lastFailure().failure().status()).isEqualTo(503);

    status.set(200);
    await().until(() -> health(instance).ready() && health(instance).live());

    server.stop(0);
    await().until(() -> !health(instance).ready() && !health(instance).live());

    assertThat(health(instance).lastFailure().failure().kind()).isEqualTo(Failure.Kind.REFUSED);
    await().until(() -> changes.get() >= 4);
  }

  private InstanceHealth health(Instance instance) {
    return prober.snapshot().get(instance.id());
  }

  private HttpServer serve() {
    try {
      var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      HttpServer http = HttpServer.create(address, 10);
      http.createContext(
          "/readyz",
          exchange -> {
            exchange.sendResponseHeaders(status.get(), -1);
            exchange.close();
          });
      http.start();
      return http;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
