package dev.belay.controlplane.local.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.traffic.MarkedRoute.Entrance;
import dev.belay.controlplane.traffic.RequestOutcomes.Counts;
import dev.belay.controlplane.traffic.TrafficSplit;
import dev.belay.controlplane.traffic.TrafficSplit.Arm;
import dev.belay.controlplane.traffic.TrafficSplit.Backend;
import dev.belay.controlplane.traffic.Weight;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The signature is the one that a real gateway knows. */
class GatewayMarkedRouteTest {

  private static final ServiceName DEMO = new ServiceName("demo");
  private static final RevisionId R1 = new RevisionId(DEMO, 1);
  private static final RevisionId R2 = new RevisionId(DEMO, 2);

  @TempDir Path state;

  @Test
  void reachesARevisionWithoutWeightAndCountsForNobody() throws Exception {
    int port = freePort();
    try (var fixture = new GatewayFixture(state);
        var client = HttpClient.newHttpClient()) {
      var router = new GatewayTrafficRouter(fixture.admin(), GatewayFixture.TOKEN, name -> port);
      var nobody = new Backend("demo-r1-0", InetSocketAddress.createUnresolved("127.0.0.1", 1));
      router.apply(
          new TrafficSplit(DEMO, List.of(new Arm(R1, Weight.ALL, List.of(nobody)))),
          new FencingToken(1));
      var route = new GatewayMarkedRoute(GatewayFixture.TOKEN, name -> port, Clock.systemUTC());
      Entrance entrance =
          route.to(
              R2,
              InetSocketAddress.createUnresolved("127.0.0.1", fixture.backendPort()),
              "GET",
              "/succeeded?a=b");

      assertThat(get(client, entrance, "/succeeded?a=b")).isEqualTo(204);
      assertThat(get(client, entrance, "/succeeded")).as("another path").isEqualTo(502);

      var outcomes = new GatewayRequestOutcomes(fixture.admin(), GatewayFixture.TOKEN);
      await().until(() -> outcomes.read(DEMO).counts().stream().anyMatch(c -> c.unanswered() == 1));
      assertThat(outcomes.read(DEMO).counts())
          .allSatisfy(counts -> assertThat(counts.revision()).isEqualTo(R1))
          .extracting(Counts::succeeded)
          .containsOnly(0L);
      assertThat(entrance.toString()).doesNotContain(entrance.mark());
    }
  }

  @Test
  void isNotThereWhereThePublicPortIsNotKnown() {
    var route = new GatewayMarkedRoute(GatewayFixture.TOKEN, name -> 0, Clock.systemUTC());
    assertThat(route.to(R2, InetSocketAddress.createUnresolved("127.0.0.1", 1), "GET", "/"))
        .isNull();
  }

  private static int get(HttpClient client, Entrance entrance, String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + entrance.address().getPort() + path);
    HttpRequest request =
        HttpRequest.newBuilder(uri).header(entrance.header(), entrance.mark()).build();
    return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  private static int freePort() throws Exception {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
