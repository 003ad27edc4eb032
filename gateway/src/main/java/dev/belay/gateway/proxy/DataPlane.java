package dev.belay.gateway.proxy;

import dev.belay.gateway.outcome.FailureRing;
import dev.belay.gateway.routing.PortTakenException;
import dev.belay.gateway.routing.PublicListeners;
import dev.belay.gateway.routing.Service;
import dev.belay.gateway.routing.Services;
import java.io.IOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The server that users' requests reach: one forwarder behind a listener for each service. */
public final class DataPlane implements PublicListeners {

  private static final Logger log = LoggerFactory.getLogger(DataPlane.class);

  /** A listener keeps two threads; twice as many listeners may be open while ports change. */
  private static final int MAX_THREADS = 2 * 2 * Services.MAX_SERVICES + 32;

  private static final int MIN_THREADS = 4;

  /** For clients with an idle connection to notice that they should leave. */
  private static final long LEAVE_MILLIS = 3_000;

  /** For connections that the kernel was just making when the successor began to get them. */
  private static final long HALF_OPEN_MILLIS = 50;

  /** For connections that the kernel has made to be accepted. */
  private static final long QUEUE_MILLIS = 1_000;

  /** For a connection that was accepted just now to be counted as one. */
  private static final long QUIET_MILLIS = 300;

  private final Server server;
  private final Forwarder forwarder;
  private final ProxyLimits limits;
  private final String bind;
  private final List<PublicConnector> connectors = new CopyOnWriteArrayList<>();
  private volatile Set<Integer> sharedPorts = Set.of();

  public DataPlane(
      String bind, ProxyLimits limits, FailureRing failures, SyntheticMark mark, Clock clock) {
    this.bind = bind;
    this.limits = limits;
    this.forwarder = new Forwarder(limits, new Ledger(failures, clock), mark);
    // Its queue needs no limit of its own: a connection has one job at a time.
    var threads = new QueuedThreadPool(MAX_THREADS, MIN_THREADS);
    threads.setName("public");
    this.server = new Server(threads);
    server.setHandler(forwarder);
    server.setErrorHandler(Problem::sendUnparsed);
    forwarder.setUseServerThreadPool(true);
  }

  public void start() throws Exception {
    server.start();
  }

  @Override
  public Listener open(Service service, int port) throws PortTakenException {
    var connector = new PublicConnector(server, service, bind, port, limits);
    try {
      connector.share(sharedPorts.contains(port));
      connector.open();
    } catch (IOException e) {
      throw new PortTakenException(port, "another process", e);
    }
    try {
      new NetworkConnectionLimit(limits.maxConnections(), connector).start();
      server.addConnector(connector);
      connector.start();
    } catch (Exception e) {
      connector.close();
      server.removeConnector(connector);
      throw new IllegalStateException("The listener on port " + port + " did not start", e);
    }
    connectors.add(connector);
    log.info("Listening on {}:{} for {}", bind, connector.getLocalPort(), service.name());
    return new Opened(connector);
  }

  /** Listeners that are opened from now on share these ports with the predecessor. */
  public void shareWithPredecessor(Set<Integer> ports) {
    sharedPorts = Set.copyOf(ports);
  }

  /** All new connections come here from now on, also to ports that the predecessor still has. */
  public void shareNoMore() throws IOException {
    sharedPorts = Set.of();
    shareWithSuccessor(false);
  }

  /** Lets a successor listen on the same ports, or ends it. */
  public void shareWithSuccessor(boolean shared) throws IOException {
    for (PublicConnector connector : connectors) {
      if (connector.isOpen()) {
        connector.share(shared);
      }
    }
  }

  /** The ports that are open. */
  public Set<Integer> ports() {
    return connectors.stream()
        .filter(PublicConnector::isOpen)
        .map(PublicConnector::getLocalPort)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Ends connections whose first request does not arrive; called about each second. */
  public void closeSlowHeads() {
    long now = System.currentTimeMillis();
    for (PublicConnector connector : connectors) {
      connector.closeSlowHeads(limits.headTimeoutMillis(), now);
    }
    connectors.removeIf(this::retired);
  }

  private boolean retired(PublicConnector connector) {
    if (!connector.isDeserted()) {
      return false;
    }
    try {
      connector.stop();
    } catch (Exception e) {
      log.warn("The closed listener of port {} did not stop", connector.getPort(), e);
    }
    server.removeConnector(connector);
    return true;
  }

  /** How often the gateway answered by itself, by class. */
  public Map<String, Long> ownAnswers() {
    var counts = new LinkedHashMap<String, Long>();
    forwarder.answers().sent().forEach((error, sum) -> counts.put(error.label(), sum.sum()));
    return counts;
  }

  /** Connections of clients. */
  public int connections() {
    return connectors.stream().mapToInt(each -> each.getConnectedEndPoints().size()).sum();
  }

  /** The first phase of stopping: no new connections, {@code Connection: close} on each answer. */
  public void leave() {
    connectors.forEach(PublicConnector::close);
  }

  /**
   * Stops in two phases, so that nobody is cut off: after {@link #leave}, once the requests in
   * flight have ended, the rest.
   */
  public void drain(IntSupplier inFlight) throws Exception {
    drain(inFlight, LEAVE_MILLIS, 0);
  }

  /**
   * As {@link #drain(IntSupplier)} while a successor serves: nobody waits for the end, so an idle
   * connection is left open as long as it would be without a hand-over.
   */
  public void drainBesideSuccessor(IntSupplier inFlight) throws Exception {
    Thread.sleep(HALF_OPEN_MILLIS);
    await(QUEUE_MILLIS, 0, () -> ListenQueue.waiting(ports()));
    drain(inFlight, limits.clientIdleTimeoutMillis(), QUIET_MILLIS);
  }

  private void drain(IntSupplier inFlight, long leaveMillis, long quietMillis) throws Exception {
    leave();
    await(leaveMillis, quietMillis, () -> connections() + inFlight.getAsInt());
    await(limits.drainTimeoutMillis(), 0, inFlight);
    int cut = inFlight.getAsInt();
    if (cut > 0) {
      log.warn("{} requests are cut off after {} ms", cut, limits.drainTimeoutMillis());
    }
    stop();
  }

  public void stop() throws Exception {
    for (PublicConnector connector : connectors) {
      connector.close();
      connector.stop();
    }
    server.stop();
  }

  /** Waits until it has been zero for as long as is wanted, or the time is over. */
  private static void await(long millis, long quietMillis, IntSupplier untilZero)
      throws InterruptedException {
    long end = System.nanoTime() + millis * 1_000_000;
    long quietSince = System.nanoTime();
    while (System.nanoTime() < end) {
      long now = System.nanoTime();
      if (untilZero.getAsInt() > 0) {
        quietSince = now;
      } else if (now - quietSince >= quietMillis * 1_000_000) {
        return;
      }
      Thread.sleep(20);
    }
  }

  /** Hides the connector: a table may only close it. */
  private record Opened(PublicConnector connector) implements Listener {

    @Override
    public int port() {
      return connector.getLocalPort();
    }

    @Override
    public void close() {
      connector.close();
    }
  }
}
