package dev.belay.controlplane.local.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.RevisionId;
import dev.belay.controlplane.traffic.RequestOutcomes;
import dev.belay.controlplane.traffic.RequestOutcomesTck;
import dev.belay.controlplane.traffic.TrafficSplit;
import dev.belay.controlplane.traffic.Weight;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GatewayRequestOutcomesTest extends RequestOutcomesTck {

  private static final HttpClient USER = HttpClient.newHttpClient();

  @TempDir Path state;
  private GatewayFixture fixture;
  private GatewayRequestOutcomes outcomes;
  private int publicPort;

  @BeforeEach
  void start() throws Exception {
    fixture = new GatewayFixture(state);
    outcomes = new GatewayRequestOutcomes(fixture.admin(), GatewayFixture.TOKEN);
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      publicPort = free.getLocalPort();
    }
  }

  @AfterEach
  void stop() {
    fixture.close();
  }

  @Override
  protected RequestOutcomes outcomes() {
    return outcomes;
  }

  @Override
  protected void route(Map<RevisionId, Weight> shares) {
    var address = new InetSocketAddress("127.0.0.1", fixture.backendPort());
    List<TrafficSplit.Arm> arms =
        shares.entrySet().stream()
            .map(share ->
                new TrafficSplit.Arm(
                    share.getKey(),
                    share.getValue(),
                    List.of(new TrafficSplit.Backend("one", address))))
            .toList();
    new GatewayTrafficRouter(fixture.admin(), GatewayFixture.TOKEN, service -> publicPort)
        .apply(new TrafficSplit(SERVICE, arms), new FencingToken(1));
  }

  @Override
  protected void request(Ending ending) {
    String path = ending.name().toLowerCase(Locale.ROOT);
    var uri = URI.create("http://127.0.0.1:" + publicPort + "/" + path);
    try {
      USER.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.discarding());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void tellsHowManyWereSentAndHowLongTheAnswersTook() {
    var revision = new RevisionId(SERVICE, 1);
    route(Map.of(revision, Weight.ALL));
    request(Ending.SUCCEEDED);
    request(Ending.FAILED);

    await()
        .untilAsserted(() -> {
          var counts = outcomes.read(SERVICE).counts().getFirst();
          assertThat(counts.routed()).isEqualTo(2);
          assertThat(counts.timing().answered().stream().mapToLong(each -> each.count()).sum())
              .isEqualTo(2);
        });
  }

  @Override
  protected void reboot() {
    try {
      fixture.reboot();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  protected void makeUnavailable() {
    fixture.abandon();
  }
}
