package dev.belay.controlplane.local.gateway;

import dev.belay.controlplane.catalog.FencingToken;
import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.catalog.StaleFencingTokenException;
import dev.belay.controlplane.traffic.TrafficException;
import dev.belay.controlplane.traffic.TrafficRouter;
import dev.belay.controlplane.traffic.TrafficSplit;
import java.net.URI;
import java.util.function.ToIntFunction;

/** Splits traffic with the local gateway. A service it has no table of has nobody to serve it. */
public final class GatewayTrafficRouter implements TrafficRouter {

  private static final String STALE = "urn:belay:gateway:stale-fencing-token";

  private final GatewayClient client;
  private final ToIntFunction<ServiceName> publicPort;

  /**
   * @param admin the gateway's admin port, such as {@code http://127.0.0.1:8091}
   * @param publicPort where each service is reached; 0 leaves it to the gateway
   */
  public GatewayTrafficRouter(URI admin, String token, ToIntFunction<ServiceName> publicPort) {
    this.client = new GatewayClient(admin, token);
    this.publicPort = publicPort;
  }

  @Override
  public Routing read(ServiceName service) {
    return routing(client.get(path(service)), service);
  }

  @Override
  public Routing apply(TrafficSplit split, FencingToken token) {
    ServiceName service = split.service();
    var request = GatewayWire.TableRequest.of(split, token, publicPort.applyAsInt(service));
    GatewayClient.Answer answer = client.put(path(service), request);
    refuseStale(answer, token);
    return routing(answer, service);
  }

  @Override
  public void renew(ServiceName service, FencingToken token) {
    GatewayClient.Answer answer =
        client.post(
            "/admin/v1/services/" + service + "/lease", new GatewayWire.Renewal(token.value()));
    refuseStale(answer, token);
    answer.as(GatewayWire.Table.class);
  }

  private static void refuseStale(GatewayClient.Answer answer, FencingToken token) {
    if (answer.status() == 409) {
      GatewayWire.Problem problem = answer.problem();
      Long highest = problem.highest();
      if (STALE.equals(problem.type()) && highest != null) {
        throw new StaleFencingTokenException(token, highest);
      }
    }
  }

  private static Routing routing(GatewayClient.Answer answer, ServiceName service) {
    GatewayWire.Table table = answer.as(GatewayWire.Table.class);
    try {
      return table.routing(service);
    } catch (IllegalArgumentException | NullPointerException e) {
      throw new TrafficException("The gateway's table of " + service + " makes no sense", e);
    }
  }

  private static String path(ServiceName service) {
    return "/admin/v1/services/" + service + "/table";
  }
}
