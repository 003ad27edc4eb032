package dev.belay.controlplane.local.postgres;

import dev.belay.controlplane.catalog.ServiceName;
import dev.belay.controlplane.local.home.BelayHome;
import dev.belay.controlplane.local.home.Secrets;
import dev.belay.controlplane.local.process.ProcessIdentity;
import dev.belay.controlplane.local.workload.ServiceDatabases;
import dev.belay.controlplane.platform.PlatformException;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the services' databases usable: brings the embedded server up, up again when it is killed,
 * and makes sure of databases and roles. For a server given by URL it only does the last.
 */
public final class DatabaseKeeper implements ServiceDatabases, AutoCloseable {

  private static final Duration WATCH = Duration.ofMillis(250);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);
  private static final Duration TO_CLOSE = Duration.ofSeconds(20);
  private static final Logger log = LoggerFactory.getLogger(DatabaseKeeper.class);

  private final @Nullable EmbeddedServer server;
  private final AdminConnection admin;
  private final ServiceDatabaseLogins logins;
  private final List<ServiceName> services;
  private final Thread thread;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile boolean ready;
  private volatile @Nullable String trouble;

  private DatabaseKeeper(
      @Nullable EmbeddedServer server,
      AdminConnection admin,
      Secrets secrets,
      List<ServiceName> services) {
    this.server = server;
    this.admin = admin;
    this.logins = new ServiceDatabaseLogins(admin, secrets);
    this.services = List.copyOf(services);
    this.thread = Thread.ofPlatform().name("local-database").daemon().unstarted(this::keep);
  }

  /** The embedded server of a home. */
  public static DatabaseKeeper embedded(
      BelayHome home, int port, Secrets secrets, List<ServiceName> services) throws IOException {
    var server = new EmbeddedServer(home, port, secrets.get("database." + Cluster.SUPERUSER));
    return new DatabaseKeeper(server, server.admin(), secrets, services);
  }

  /**
   * A server that is someone else's to run.
   *
   * @param url {@code jdbc:postgresql://host:port/database}
   * @param username may create roles and databases
   */
  public static DatabaseKeeper external(
      String url, String username, String password, Secrets secrets, List<ServiceName> services) {
    if (!url.startsWith("jdbc:postgresql://")) {
      throw new IllegalArgumentException(
          "belay.local.database.url must begin with jdbc:postgresql://");
    }
    return new DatabaseKeeper(
        null, new AdminConnection(url, username, password), secrets, services);
  }

  /** Begins; returns at once. */
  public void begin() {
    thread.start();
  }

  @Override
  public Access of(ServiceName service) {
    return logins.of(service);
  }

  @Override
  public boolean isReady() {
    return ready && (server == null || server.process().isPresent());
  }

  /** The embedded server while it runs. */
  public Optional<ProcessIdentity> process() {
    return server == null ? Optional.empty() : server.process();
  }

  public boolean isEmbedded() {
    return server != null;
  }

  /** Why the databases cannot be used now, if so. */
  public Optional<String> trouble() {
    return Optional.ofNullable(trouble);
  }

  private void keep() {
    Duration pause = WATCH;
    do {
      try {
        look();
        pause = WATCH;
      } catch (InterruptedException e) {
        return;
      } catch (PlatformException | SQLException | IOException e) {
        ready = false;
        tell(String.valueOf(e.getMessage()));
        pause = min(pause.multipliedBy(2), LONGEST_PAUSE);
      }
    } while (!isClosedWithin(pause));
  }

  private boolean isClosedWithin(Duration pause) {
    try {
      return closed.await(pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      return true;
    }
  }

  private void look() throws InterruptedException, SQLException, IOException {
    if (isReady()) {
      if (server != null) {
        ServerLog.bound(server.layout().log());
      }
      return;
    }
    ready = false;
    if (server != null) {
      server.ensureRunning();
    }
    var roles = new ServiceRoles(admin, server != null);
    for (ServiceName service : services) {
      roles.ensure(ServiceDatabaseLogins.database(service), logins.of(service));
    }
    trouble = null;
    ready = true;
  }

  private void tell(String message) {
    if (!message.equals(trouble)) {
      log.error("The database cannot be used, trying on: {}", message);
    }
    trouble = message;
  }

  private static Duration min(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /**
   * Ends keeping and leaves the server alone. What is under way may end: an interrupt would close
   * files and connections in the middle.
   */
  @Override
  public void close() {
    closed.countDown();
    try {
      if (thread.isAlive() && !thread.join(TO_CLOSE)) {
        thread.interrupt();
        thread.join(TO_CLOSE);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends keeping and the embedded server, and waits for it. */
  public void closeAndEndServer() throws InterruptedException {
    close();
    ready = false;
    if (server != null) {
      server.stop();
    }
  }
}
