package dev.belay.gateway.proxy;

import dev.belay.gateway.routing.Service;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
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
  private boolean deserted;

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

  /**
   * An IPv4 socket for an IPv4 address, not one that speaks both: Linux asks the latest of equal
   * IPv4 listeners first, and that is what {@link #share} relies on.
   */
  @Override
  protected ServerSocketChannel openAcceptChannel() throws IOException {
    var address = new InetSocketAddress(getHost(), getPort());
    ServerSocketChannel channel =
        address.getAddress() instanceof Inet4Address
            ? ServerSocketChannel.open(StandardProtocolFamily.INET)
            : ServerSocketChannel.open();
    try {
      channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      channel.setOption(StandardSocketOptions.SO_REUSEPORT, isReusePort());
      channel.bind(address, getAcceptQueueSize());
      return channel;
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Lets a successor listen on the same port, or nobody else. On Linux it may be changed while
   * listening. While two listeners share, each gets half of the new connections; once the later one
   * ends the sharing, it gets all, and the earlier one can empty its queue before it closes. A port
   * is shared only for the moment of a hand-over, so that at any other time a second program gets
   * "address in use" instead of half the requests.
   */
  void share(boolean withSuccessor) throws IOException {
    setReusePort(withSuccessor);
    if (getTransport() instanceof ServerSocketChannel channel) {
      channel.setOption(StandardSocketOptions.SO_REUSEPORT, withSuccessor);
    }
  }

  Service service() {
    return service;
  }

  /** Whether clients should leave: the listener is closed, what is connected ends in peace. */
  boolean leaving() {
    return !isOpen();
  }

  /**
   * Whether it is closed and nobody was connected at the last look either: what was accepted in
   * between shows itself late. Looked at by one thread.
   */
  boolean isDeserted() {
    boolean before = deserted;
    deserted = !isOpen() && getConnectedEndPoints().isEmpty();
    return deserted && before;
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
