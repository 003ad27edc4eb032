package dev.belay.gateway.proxy;

import dev.belay.gateway.routing.Service;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** The port where one service is reached. */
final class PublicConnector extends ServerConnector {

  private static final int BACKLOG = 1_024;

  private final Service service;

  PublicConnector(Server server, Service service, String bind, int port, ProxyLimits limits) {
    super(server, 1, 1, new HttpConnectionFactory(configuration()));
    this.service = service;
    setHost(bind);
    setPort(port);
    setAcceptQueueSize(BACKLOG);
    setIdleTimeout(limits.clientIdleTimeoutMillis());
  }

  private static HttpConfiguration configuration() {
    var configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    configuration.setSendDateHeader(false);
    configuration.setRequestHeaderSize(ProxyLimits.REQUEST_HEAD_BYTES);
    configuration.setResponseHeaderSize(ProxyLimits.RESPONSE_HEAD_BYTES);
    // Paths are passed on, not interpreted; ReservedPaths knows how else they could be read.
    configuration.setUriCompliance(UriCompliance.UNSAFE);
    return configuration;
  }

  static PublicConnector of(Request request) {
    return (PublicConnector) request.getConnectionMetaData().getConnector();
  }

  Service service() {
    return service;
  }

  /** Whether clients should leave: the listener is closed, what is connected ends in peace. */
  boolean leaving() {
    return !isOpen();
  }

  /**
   * Closes connections whose first request head does not arrive: a byte now and then keeps the idle
   * timeout from ending them.
   */
  void closeSlowHeads(long olderThanMillis, long nowMillis) {
    for (EndPoint endPoint : getConnectedEndPoints()) {
      Connection connection = endPoint.getConnection();
      boolean silent = connection != null && connection.getMessagesIn() == 0;
      if (silent && nowMillis - endPoint.getCreatedTimeStamp() > olderThanMillis) {
        endPoint.close();
      }
    }
  }
}
