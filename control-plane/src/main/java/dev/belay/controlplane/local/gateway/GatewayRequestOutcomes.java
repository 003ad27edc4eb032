package dev.belay.controlplane.local.gateway;

import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.traffic.RequestOutcomes;
import dev.belay.controlplane.traffic.TrafficException;
import java.net.URI;
import java.util.function.Consumer;

/** What the local gateway has counted and tells of. */
public final class GatewayRequestOutcomes implements RequestOutcomes {

  private final GatewayClient client;

  /**
   * @param admin the gateway's admin port, such as {@code http://127.0.0.1:8091}
   */
  public GatewayRequestOutcomes(URI admin, String token) {
    this.client = new GatewayClient(admin, token);
  }

  @Override
  public Snapshot read(ServiceName service) {
    var outcomes =
        client.get("/admin/v1/services/" + service + "/outcomes").as(GatewayWire.Outcomes.class);
    try {
      return outcomes.snapshot(service);
    } catch (IllegalArgumentException | NullPointerException e) {
      throw new TrafficException("The gateway's counts of " + service + " make no sense", e);
    }
  }

  /**
   * Listens on a connection of its own, from now on, over restarts of the gateway; the gateway
   * takes 8 of them.
   */
  @Override
  public Subscription onFailure(Consumer<Failure> listener) {
    return FailureSubscription.start(client, listener);
  }
}
