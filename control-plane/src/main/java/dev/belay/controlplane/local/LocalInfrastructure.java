package dev.belay.controlplane.local;

import dev.belay.controlplane.local.postgres.DatabaseKeeper;
import dev.belay.controlplane.local.process.ProcessIdentity;
import dev.belay.controlplane.local.process.RunFacts;
import dev.belay.controlplane.local.workload.LocalPlatform;
import dev.belay.controlplane.platform.Estate;
import dev.belay.controlplane.platform.PlatformException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Database, gateway and services of this machine: brought up or adopted with the control plane,
 * left alone when it ends, stopped only when asked to.
 */
final class LocalInfrastructure implements Estate, SmartLifecycle {

  private static final Duration SERVICE_GRACE = Duration.ofSeconds(15);
  private static final Duration GATEWAY_GRACE = Duration.ofSeconds(10);
  private static final Logger log = LoggerFactory.getLogger(LocalInfrastructure.class);

  private final DatabaseKeeper database;
  private final Optional<GatewayKeeper> gateway;
  private final LocalPlatform platform;
  private volatile boolean running;

  LocalInfrastructure(
      DatabaseKeeper database, Optional<GatewayKeeper> gateway, LocalPlatform platform) {
    this.database = database;
    this.gateway = gateway;
    this.platform = platform;
  }

  /** Returns at once; services with a database wait for it before their first start. */
  @Override
  public synchronized void start() {
    database.begin();
    gateway.ifPresent(GatewayKeeper::begin);
    platform.supervise();
    running = true;
  }

  /** Ends looking after things, not the things. */
  @Override
  public synchronized void stop() {
    if (running) {
      running = false;
      platform.close();
      gateway.ifPresent(GatewayKeeper::close);
      database.close();
    }
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  /** Before whatever asks the platform for something. */
  @Override
  public int getPhase() {
    return 0;
  }

  @Override
  public synchronized void stopAll() {
    running = false;
    try {
      log.info("Stopping services, gateway and database");
      platform.closeAndEndInstances(SERVICE_GRACE);
      if (gateway.isPresent()) {
        gateway.get().closeAndEndGateway(GATEWAY_GRACE);
      }
      database.closeAndEndServer();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PlatformException("Interrupted while stopping; not everything is stopped", e);
    }
  }

  /** What runs besides the services. */
  List<Part> parts() {
    var parts = new ArrayList<Part>();
    if (database.isEmbedded()) {
      Optional<Long> pid = database.process().map(ProcessIdentity::pid);
      parts.add(
          new Part(
              "database",
              pid.orElse(null),
              pid.flatMap(ProcessHandle::of).flatMap(p -> p.info().startInstant()).orElse(null),
              database.trouble().orElse(null)));
    }
    gateway.ifPresent(keeper -> parts.add(part(keeper)));
    return parts;
  }

  private static Part part(GatewayKeeper keeper) {
    Optional<RunFacts.Running> running = keeper.running();
    return new Part(
        GatewayKeeper.WORKLOAD,
        running.map(facts -> facts.process().pid()).orElse(null),
        running.map(RunFacts.Running::since).orElse(null),
        keeper.trouble().orElse(null));
  }

  /**
   * One process that all services share.
   *
   * @param pid null while it does not run
   * @param upSince null while it does not run
   * @param trouble why it does not, if that is known
   */
  record Part(
      String name, @Nullable Long pid, @Nullable Instant upSince, @Nullable String trouble) {}
}
