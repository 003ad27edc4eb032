package dev.belay.gateway;

import dev.belay.gateway.admin.AdminApi;
import dev.belay.gateway.admin.AdminServer;
import dev.belay.gateway.admin.Boot;
import dev.belay.gateway.admin.FailureStream;
import dev.belay.gateway.admin.Metrics;
import dev.belay.gateway.outcome.FailureRing;
import dev.belay.gateway.outcome.RevisionOutcomes;
import dev.belay.gateway.proxy.DataPlane;
import dev.belay.gateway.routing.CorruptStateException;
import dev.belay.gateway.routing.PortTakenException;
import dev.belay.gateway.routing.Service;
import dev.belay.gateway.routing.Services;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running gateway: the data plane, its admin port and the sweeps that keep both tidy. */
public final class Gateway implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Gateway.class);
  private static final long AGES_SWEEP_MILLIS = 100;
  private static final long HEADS_SWEEP_MILLIS = 1_000;

  private final StateLock lock;
  private final Boot boot;
  private final FailureRing failures = new FailureRing();
  private final DataPlane dataPlane;
  private final Services services;
  private final AdminApi api;
  private final AdminServer admin;
  private final ScheduledExecutorService sweeps =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("sweeps").factory());
  private int adminPort;

  private Gateway(GatewaySettings settings, StateLock lock, Clock clock) {
    this.lock = lock;
    this.boot = Boot.now(clock.instant());
    this.dataPlane = new DataPlane(settings.bind(), settings.limits(), failures, clock);
    this.services =
        new Services(
            settings.stateDirectory(),
            dataPlane,
            TimeUnit.MILLISECONDS.toNanos(settings.hangThresholdMillis()));
    var metrics = new Metrics(services, failures, dataPlane::connections, dataPlane::ownAnswers);
    var stream = new FailureStream(boot.id(), failures);
    this.api = new AdminApi(settings.adminToken(), boot, services, stream, metrics);
    this.admin = new AdminServer(settings.adminPort(), api);
  }

  /**
   * Starts, serving at once what the stored tables say.
   *
   * @throws StartupException if it cannot; the message says why and nothing is left running
   */
  public static Gateway start(GatewaySettings settings) throws StartupException {
    try {
      Files.createDirectories(settings.stateDirectory());
      StateLock lock = StateLock.take(settings.stateDirectory());
      var gateway = new Gateway(settings, lock, Clock.systemUTC());
      gateway.startAll(settings);
      return gateway;
    } catch (IOException e) {
      throw new StartupException(
          "The state directory %s cannot be used: %s".formatted(settings.stateDirectory(), e), e);
    }
  }

  private void startAll(GatewaySettings settings) throws StartupException {
    try {
      adminPort = openAdmin(settings.adminPort());
      dataPlane.start();
      services.start(settings.listeners(), adminPort);
      admin.start();
      sweeps.execute(api::rehearse);
      sweeps.scheduleWithFixedDelay(
          this::sweepAges, AGES_SWEEP_MILLIS, AGES_SWEEP_MILLIS, TimeUnit.MILLISECONDS);
      sweeps.scheduleWithFixedDelay(
          this::sweepHeads, HEADS_SWEEP_MILLIS, HEADS_SWEEP_MILLIS, TimeUnit.MILLISECONDS);
      log.info("Admin port 127.0.0.1:{}, boot {}", adminPort, boot.id());
    } catch (CorruptStateException | PortTakenException e) {
      abandon();
      throw new StartupException(String.valueOf(e.getMessage()), e);
    } catch (StartupException e) {
      abandon();
      throw e;
    } catch (Exception e) {
      abandon();
      throw new StartupException("The gateway did not start: " + e, e);
    }
  }

  private int openAdmin(int port) throws StartupException {
    try {
      return admin.open();
    } catch (IOException e) {
      throw new StartupException(
          "The admin port %d is taken. Free it or give another --admin-port.".formatted(port), e);
    }
  }

  public int adminPort() {
    return adminPort;
  }

  public String bootId() {
    return boot.id();
  }

  /**
   * Stops without cutting anybody off, as far as the drain timeout allows. Takes up to 3 s longer
   * than the requests in flight, for clients with idle connections to notice.
   */
  @Override
  public void close() {
    log.info("Draining, {} requests in flight", inFlight());
    end(() -> dataPlane.drain(this::inFlight));
    abandon();
    log.info("Stopped");
  }

  /** Stops at once; requests in flight are cut off. */
  public void abandon() {
    sweeps.shutdownNow();
    failures.close();
    end(dataPlane::stop);
    end(admin::stop);
    end(lock::close);
  }

  private int inFlight() {
    return services.all().stream()
        .flatMap(service -> service.outcomes().revisions().stream())
        .mapToInt(RevisionOutcomes::inFlight)
        .sum();
  }

  private void sweepAges() {
    for (Service service : services.all()) {
      service.outcomes().sweep();
    }
  }

  private void sweepHeads() {
    end(dataPlane::closeSlowHeads);
  }

  private static void end(Step step) {
    try {
      step.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      log.warn("Going on after a failure", e);
    }
  }

  /** Something that may fail without keeping the rest from being done. */
  private interface Step {
    void run() throws Exception;
  }
}
