package dev.belay.gateway.admin;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The admin port, on loopback only. */
public final class AdminServer {

  private static final int MAX_CONNECTIONS = 64;
  private static final long IDLE_MILLIS = 30_000;

  private final Server server;
  private final ServerConnector connector;

  public AdminServer(int port, AdminApi api) {
    var threads = new QueuedThreadPool(16, 2);
    threads.setName("admin");
    this.server = new Server(threads);
    var configuration = new HttpConfiguration();
    configuration.setSendServerVersion(false);
    this.connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(configuration));
    connector.setHost("127.0.0.1");
    connector.setPort(port);
    connector.setIdleTimeout(IDLE_MILLIS);
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(MAX_CONNECTIONS, connector));
    server.setHandler(api);
    server.setErrorHandler(AdminProblem::sendUnparsed);
  }

  /** Takes the port, so that a taken one is known before anything else starts. */
  public int open() throws IOException {
    connector.open();
    return connector.getLocalPort();
  }

  /**
   * Lets a successor, or us beside a predecessor, listen on the same port; connections to one that
   * was only {@link #open opened} wait until it is started.
   */
  public void share(boolean shared) throws IOException {
    connector.setReusePort(shared);
    if (connector.getTransport() instanceof ServerSocketChannel channel) {
      channel.setOption(StandardSocketOptions.SO_REUSEPORT, shared);
    }
  }

  /** Takes no new connections. */
  public void leave() {
    connector.close();
  }

  public void start() throws Exception {
    server.start();
  }

  public void stop() throws Exception {
    server.stop();
  }
}
