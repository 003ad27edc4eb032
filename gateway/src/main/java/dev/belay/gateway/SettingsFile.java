package dev.belay.gateway;

import dev.belay.gateway.proxy.ProxyLimits;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The JSON file of {@code --config}; every field is optional, unknown ones are errors. */
record SettingsFile(
    @Nullable String stateDirectory,
    @Nullable String adminTokenFile,
    @Nullable Integer adminPort,
    @Nullable String bind,
    @Nullable Map<String, Integer> listeners,
    @Nullable Long connectTimeoutMillis,
    @Nullable Long responseIdleTimeoutMillis,
    @Nullable Long poolIdleTimeoutMillis,
    @Nullable Long clientIdleTimeoutMillis,
    @Nullable Long headTimeoutMillis,
    @Nullable Integer maxConnections,
    @Nullable Integer maxInFlightPerRevision,
    @Nullable Integer maxConnectionsPerInstance,
    @Nullable Integer maxQueuedPerInstance,
    @Nullable Long drainTimeoutMillis,
    @Nullable Long hangThresholdMillis) {

  static SettingsFile empty() {
    return new SettingsFile(
        null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
        null);
  }

  Map<String, Integer> listenersOrNone() {
    return listeners == null ? Map.of() : listeners;
  }

  long hangThreshold() {
    return or(hangThresholdMillis, GatewaySettings.HANG_THRESHOLD_MILLIS);
  }

  ProxyLimits limits() throws StartupException {
    ProxyLimits defaults = ProxyLimits.defaults();
    try {
      return new ProxyLimits(
          or(connectTimeoutMillis, defaults.connectTimeoutMillis()),
          or(responseIdleTimeoutMillis, defaults.responseIdleTimeoutMillis()),
          or(poolIdleTimeoutMillis, defaults.poolIdleTimeoutMillis()),
          or(clientIdleTimeoutMillis, defaults.clientIdleTimeoutMillis()),
          or(headTimeoutMillis, defaults.headTimeoutMillis()),
          or(maxConnections, defaults.maxConnections()),
          or(maxInFlightPerRevision, defaults.maxInFlightPerRevision()),
          or(maxConnectionsPerInstance, defaults.maxConnectionsPerInstance()),
          or(maxQueuedPerInstance, defaults.maxQueuedPerInstance()),
          or(drainTimeoutMillis, defaults.drainTimeoutMillis()));
    } catch (IllegalArgumentException e) {
      throw new StartupException("The configuration is wrong: " + e.getMessage(), e);
    }
  }

  private static long or(@Nullable Long value, long otherwise) {
    return value == null ? otherwise : value;
  }

  private static int or(@Nullable Integer value, int otherwise) {
    return value == null ? otherwise : value;
  }
}
