package dev.belay.gateway;

import dev.belay.gateway.admin.AdminToken;
import dev.belay.gateway.proxy.ProxyLimits;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a gateway is started with.
 *
 * @param stateDirectory for the tables and the lock; one gateway each
 * @param bind the address of the public listeners
 * @param adminPort always on 127.0.0.1; 0 picks a free one
 * @param listeners public ports by service, in addition to those of the tables; 0 picks a free one
 * @param hangThresholdMillis from which age on a request in flight counts as hung
 * @param generation 0 takes nobody's place; a higher one takes the place of a gateway of a lower
 *     one that works with the same state directory
 */
public record GatewaySettings(
    Path stateDirectory,
    String bind,
    int adminPort,
    AdminToken adminToken,
    Map<String, Integer> listeners,
    ProxyLimits limits,
    long hangThresholdMillis,
    long generation) {

  static final long HANG_THRESHOLD_MILLIS = 10_000;

  public GatewaySettings {
    listeners = Map.copyOf(listeners);
  }

  /** On loopback, with free ports and the default limits. */
  public static GatewaySettings of(Path stateDirectory, AdminToken adminToken) {
    return new GatewaySettings(
        stateDirectory,
        "127.0.0.1",
        0,
        adminToken,
        Map.of(),
        ProxyLimits.defaults(),
        HANG_THRESHOLD_MILLIS,
        0);
  }

  public GatewaySettings withLimits(ProxyLimits other) {
    return new GatewaySettings(
        stateDirectory,
        bind,
        adminPort,
        adminToken,
        listeners,
        other,
        hangThresholdMillis,
        generation);
  }

  public GatewaySettings withAdminPort(int port) {
    return new GatewaySettings(
        stateDirectory, bind, port, adminToken, listeners, limits, hangThresholdMillis, generation);
  }

  public GatewaySettings withListener(String service, int port) {
    return new GatewaySettings(
        stateDirectory,
        bind,
        adminPort,
        adminToken,
        Map.of(service, port),
        limits,
        hangThresholdMillis,
        generation);
  }
}
