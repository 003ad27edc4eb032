package dev.belay.controlplane.telemetry;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;

/**
 * Reads an instance's counts: from {@code /actuator/prometheus} in one answer, or where there is
 * none from {@code /actuator/metrics} in several.
 */
final class Actuator implements AutoCloseable {

  static final String REMEDY =
      "Add micrometer-registry-prometheus and expose its endpoint"
          + " (management.endpoints.web.exposure.include: health,info,metrics,prometheus), or write"
          + " spec.analysis.counts: gateway.";
  private static final String TEXT = "text/plain;version=0.0.4";

  private final ActuatorCall calls = new ActuatorCall();
  private final Duration timeout;

  /**
   * @param timeout for all that an instance is asked in one round
   */
  Actuator(Duration timeout) {
    this.timeout = timeout;
  }

  /**
   * @param otherProbes paths whose requests are no users'
   * @throws Unreadable with what is wrong, in words
   */
  Reading read(InetSocketAddress address, Set<String> otherProbes)
      throws Unreadable, InterruptedException {
    long began = System.nanoTime();
    Answer text =
        calls.get(address, "/actuator/prometheus", TEXT, timeout, PrometheusText.MAX_BYTES);
    if (text.status() == 200) {
      try {
        return PrometheusText.read(text.body(), otherProbes);
      } catch (Unreadable e) {
        throw new Unreadable("/actuator/prometheus: " + e.getMessage());
      }
    }
    // Whoever serves it is read nowhere else: the other endpoint does not tell the same.
    if (text.status() != 404) {
      throw new Unreadable("/actuator/prometheus answered " + text.status());
    }
    var metrics =
        new MetricsEndpoint(
            path ->
                calls.get(
                    address,
                    path,
                    "application/json",
                    timeout.minusNanos(System.nanoTime() - began),
                    MetricsEndpoint.MAX_BYTES),
            otherProbes);
    return metrics.read();
  }

  @Override
  public void close() {
    calls.close();
  }
}
