package dev.belay.gateway.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.server.Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the system makes of two listeners on one port; a hand-over relies on it. */
class SharedPortTest {

  private static final int CONNECTIONS = 100;

  private final Server server = new Server();
  private final List<PublicConnector> connectors = new ArrayList<>();

  @AfterEach
  void close() {
    connectors.forEach(PublicConnector::close);
  }

  @Test
  void belongsToOneUnlessItIsShared() throws IOException {
    PublicConnector first = open(0, false);

    assertThatExceptionOfType(IOException.class).isThrownBy(() -> open(first.getLocalPort(), true));
    first.share(true);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> open(first.getLocalPort(), false));
  }

  @Test
  void sendsEverybodyToTheLaterOneOnceThatEndsTheSharing() throws IOException {
    PublicConnector earlier = open(0, false);
    for (int turn = 0; turn < 3; turn++) {
      earlier.share(true);
      PublicConnector later = open(earlier.getLocalPort(), true);
      assertThat(waitingAt(earlier, later)).as("both get some").isBetween(1, CONNECTIONS - 1);

      later.share(false);

      assertThat(waitingAt(later, later)).isEqualTo(CONNECTIONS);
      assertThat(waitingAt(earlier, later)).isZero();
      earlier.close();
      earlier = later;
    }
  }

  private PublicConnector open(int port, boolean shared) throws IOException {
    var connector = new PublicConnector(server, null, "127.0.0.1", port, ProxyLimits.defaults());
    connectors.add(connector);
    connector.share(shared);
    connector.open();
    ((ServerSocketChannel) connector.getTransport()).configureBlocking(false);
    return connector;
  }

  /** How many of a number of new connections came to one of both; all are closed again. */
  private static int waitingAt(PublicConnector one, PublicConnector other) throws IOException {
    var clients = new ArrayList<Socket>();
    for (int i = 0; i < CONNECTIONS; i++) {
      clients.add(new Socket(InetAddress.getLoopbackAddress(), other.getLocalPort()));
    }
    int came = accept(one);
    if (one != other) {
      accept(other);
    }
    for (Socket client : clients) {
      client.close();
    }
    return came;
  }

  private static int accept(PublicConnector connector) throws IOException {
    int accepted = 0;
    for (var next = take(connector); next != null; next = take(connector)) {
      next.close();
      accepted++;
    }
    return accepted;
  }

  private static java.nio.channels.SocketChannel take(PublicConnector connector)
      throws IOException {
    return ((ServerSocketChannel) connector.getTransport()).accept();
  }
}
