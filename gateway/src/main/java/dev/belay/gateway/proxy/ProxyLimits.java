package dev.belay.gateway.proxy;

/**
 * What the data plane is bounded by.
 *
 * @param connectTimeoutMillis to connect to an instance
 * @param responseIdleTimeoutMillis longest silence of an instance that has a request, also between
 *     two server-sent events
 * @param poolIdleTimeoutMillis how long an idle connection to an instance is kept; shorter than any
 *     backend's keep-alive, so that requests do not race its end
 * @param clientIdleTimeoutMillis longest silence of a client
 * @param headTimeoutMillis for a new connection's first request head to be complete
 * @param maxConnections of clients, each listener; more wait in the kernel's backlog
 * @param maxInFlightPerRevision requests, beyond which a revision's further ones get 503
 * @param maxConnectionsPerInstance from the gateway
 * @param maxQueuedPerInstance requests that wait for such a connection
 * @param drainTimeoutMillis for requests in flight to end when the process is asked to stop
 */
public record ProxyLimits(
    long connectTimeoutMillis,
    long responseIdleTimeoutMillis,
    long poolIdleTimeoutMillis,
    long clientIdleTimeoutMillis,
    long headTimeoutMillis,
    int maxConnections,
    int maxInFlightPerRevision,
    int maxConnectionsPerInstance,
    int maxQueuedPerInstance,
    long drainTimeoutMillis) {

  /** Request line and fields from a client; a longer one gets 414 or 431. */
  static final int REQUEST_HEAD_BYTES = 16 * 1024;

  /** Room for the fields that the gateway adds. */
  static final int FORWARDED_HEAD_BYTES = REQUEST_HEAD_BYTES + 4 * 1024;

  static final int RESPONSE_HEAD_BYTES = 16 * 1024;

  /** Less than what fits towards the client, so that too much is the instance's clean failure. */
  static final int INSTANCE_HEAD_BYTES = 15 * 1024;

  public ProxyLimits {
    positive("connectTimeoutMillis", connectTimeoutMillis);
    positive("responseIdleTimeoutMillis", responseIdleTimeoutMillis);
    positive("poolIdleTimeoutMillis", poolIdleTimeoutMillis);
    positive("clientIdleTimeoutMillis", clientIdleTimeoutMillis);
    positive("headTimeoutMillis", headTimeoutMillis);
    positive("maxConnections", maxConnections);
    positive("maxInFlightPerRevision", maxInFlightPerRevision);
    positive("maxConnectionsPerInstance", maxConnectionsPerInstance);
    positive("maxQueuedPerInstance", maxQueuedPerInstance);
    positive("drainTimeoutMillis", drainTimeoutMillis);
  }

  private static void positive(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " must be 1 or more, not " + value);
    }
  }

  public static ProxyLimits defaults() {
    return new ProxyLimits(1_000, 30_000, 8_000, 30_000, 5_000, 2_048, 1_024, 256, 512, 30_000);
  }
}
