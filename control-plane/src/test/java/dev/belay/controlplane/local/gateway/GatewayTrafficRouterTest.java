package dev.belay.controlplane.local.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.traffic.TrafficException;
import dev.belay.controlplane.traffic.TrafficRouter;
import dev.belay.controlplane.traffic.TrafficRouterTck;
import dev.belay.controlplane.traffic.TrafficSplit;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayTrafficRouterTest extends TrafficRouterTck {

  private static final ServiceName DEMO = new ServiceName("demo");

  @TempDir Path state;
  private GatewayFixture fixture;

  @BeforeEach
  void start() throws Exception {
    fixture = new GatewayFixture(state);
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Override
  protected TrafficRouter router() {
    return router(0);
  }

  private TrafficRouter router(int publicPort) {
    return new GatewayTrafficRouter(fixture.admin(), GatewayFixture.TOKEN, service -> publicPort);
  }

  @Override
  protected void makeUnavailable() {
    fixture.abandon();
  }

  @Test
  void readsTheSameRoutingAfterTheGatewayWasRestarted() throws Exception {
    var before = router().apply(TrafficSplit.none(DEMO), new FencingToken(3));

    fixture.reboot();

    assertThat(router().read(DEMO)).isEqualTo(before);
  }

  @Test
  void saysWhichPortIsTaken() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatExceptionOfType(TrafficException.class)
          .isThrownBy(() ->
              router(taken.getLocalPort()).apply(TrafficSplit.none(DEMO), new FencingToken(1)))
          .withMessageContaining("409")
          .withMessageContaining("Port " + taken.getLocalPort() + " is taken");
    }
  }

  @Test
  void waitsWhileOneGatewayTakesTheOthersPlace() throws Exception {
    assertThat(handOver("POST")).isEqualTo(200);
    var applied =
        CompletableFuture.supplyAsync(
            () -> router().apply(TrafficSplit.none(DEMO), new FencingToken(4)));
    await().during(Duration.ofMillis(300)).until(() -> !applied.isDone());

    assertThat(handOver("DELETE")).isEqualTo(200);

    assertThat(applied.get(30, TimeUnit.SECONDS).split()).isEqualTo(TrafficSplit.none(DEMO));
  }

  private int handOver(String method) throws Exception {
    var successor = HttpRequest.BodyPublishers.ofString("{\"generation\":1}");
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(fixture.admin().resolve("/admin/v1/hand-over"))
                  .header("Authorization", "Bearer " + GatewayFixture.TOKEN)
                  .method(method, successor)
                  .build(),
              HttpResponse.BodyHandlers.discarding())
          .statusCode();
    }
  }

  @Test
  void saysThatItsTokenIsNotTheGateways() {
    var stranger =
        new GatewayTrafficRouter(fixture.admin(), "not-the-token-of-the-gateway", service -> 0);

    assertThatExceptionOfType(TrafficException.class)
        .isThrownBy(() -> stranger.read(DEMO))
        .withMessageContaining("401")
        .withMessageNotContaining("not-the-token");
  }
}
