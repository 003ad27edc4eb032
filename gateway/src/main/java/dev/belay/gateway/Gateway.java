package dev.belay.gateway;

import dev.belay.gateway.admin.AdminApi;
import dev.belay.gateway.admin.AdminServer;
import dev.belay.gateway.admin.Boot;
import dev.belay.gateway.admin.FailureStream;
import dev.belay.gateway.admin.HandOver;
import dev.belay.gateway.admin.Metrics;
import dev.belay.gateway.outcome.FailureRing;
import dev.belay.gateway.outcome.RevisionOutcomes;
import dev.belay.gateway.proxy.DataPlane;
import dev.belay.gateway.proxy.SyntheticMark;
import dev.belay.gateway.routing.CorruptStateException;
import dev.belay.gateway.routing.Leases;
import dev.belay.gateway.routing.PortTakenException;
import dev.belay.gateway.routing.Service;
import dev.belay.gateway.routing.Services;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running gateway: the data plane, its admin port and the sweeps that keep both tidy. */
public final class Gateway implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Gateway.class);
  private static final long AGES_SWEEP_MILLIS = 100;
  private static final long HEADS_SWEEP_MILLIS = 1_000;
  private static final long LEASES_SWEEP_MILLIS = 500;

  private final GatewaySettings settings;
  private final Boot boot;
  private final FailureRing failures = new FailureRing();
  private final DataPlane dataPlane;
  private final Services services;
  private final Leases leases;
  private final AdminApi api;
  private final AdminServer admin;
  private final Runnable whenDeparted;
  private final AtomicBoolean ended = new AtomicBoolean();
  private final ScheduledExecutorService sweeps =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("sweeps").factory());
  private volatile @Nullable StateLock lock;
  private volatile @Nullable ExecutorService leaseWatch;
  private int adminPort;

  private Gateway(GatewaySettings settings, Clock clock, Runnable whenDeparted) {
    this.settings = settings;
    this.whenDeparted = whenDeparted;
    this.boot = Boot.now(clock.instant());
    var mark = new SyntheticMark(settings.adminToken().syntheticKey(), clock);
    this.dataPlane = new DataPlane(settings.bind(), settings.limits(), failures, mark, clock);
    this.services =
        new Services(
            settings.stateDirectory(),
            dataPlane,
            TimeUnit.MILLISECONDS.toNanos(settings.hangThresholdMillis()));
    this.leases = new Leases(services);
    var metrics = new Metrics(services, failures, dataPlane::connections, dataPlane::ownAnswers);
    var stream = new FailureStream(boot.id(), failures);
    var departure = new Departure(settings.generation(), boot.id(), new Own(), sweeps);
    this.api = new AdminApi(settings.adminToken(), boot, services, stream, metrics, departure);
    this.admin = new AdminServer(settings.adminPort(), api);
  }

  /** As {@link #start(GatewaySettings, Runnable)} where the process is not to end. */
  public static Gateway start(GatewaySettings settings) throws StartupException {
    return start(settings, () -> {});
  }

  /**
   * Starts, serving at once what the stored tables say, beside a predecessor if there is one.
   *
   * @param whenDeparted is run when a successor has this place and all requests have ended
   * @throws StartupException if it cannot; the message says why and nothing is left running
   */
  static Gateway start(GatewaySettings settings, Runnable whenDeparted) throws StartupException {
    try {
      Files.createDirectories(settings.stateDirectory());
      var gateway = new Gateway(settings, Clock.systemUTC(), whenDeparted);
      gateway.begin();
      return gateway;
    } catch (IOException e) {
      throw new StartupException(
          "The state directory %s cannot be used: %s".formatted(settings.stateDirectory(), e), e);
    }
  }

  private void begin() throws StartupException {
    try {
      var succession = new Succession(settings);
      // What takes time comes before the moment in which the tables are frozen.
      dataPlane.start();
      api.rehearse();
      switch (succession.find()) {
        case Succession.Free(StateLock taken) -> {
          lock = taken;
          listen();
        }
        case Succession.Offered(Predecessor predecessor, HandOver.Invitation invitation) -> {
          try (predecessor) {
            takeOver(succession, predecessor, invitation);
          }
        }
      }
      work();
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

  /** Takes requests; nothing is written yet, and the admin port lets callers wait. */
  private void listen() throws Exception {
    adminPort = openAdmin(settings.adminPort());
    services.start(settings.listeners(), adminPort);
    sweeps.scheduleWithFixedDelay(
        this::sweepAges, AGES_SWEEP_MILLIS, AGES_SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    sweeps.scheduleWithFixedDelay(
        this::sweepHeads, HEADS_SWEEP_MILLIS, HEADS_SWEEP_MILLIS, TimeUnit.MILLISECONDS);
  }

  private void takeOver(
      Succession succession, Predecessor predecessor, HandOver.Invitation invitation)
      throws Exception {
    long began = System.nanoTime();
    dataPlane.shareWithPredecessor(invitation.ports());
    admin.share(invitation.ports().contains(settings.adminPort()));
    try {
      listen();
    } catch (Exception e) {
      predecessor.cancel();
      throw e;
    }
    dataPlane.shareNoMore();
    String left = ask(predecessor);
    lock =
        succession
            .awaitLock()
            .orElseThrow(() -> drained("The running gateway left, but keeps its state directory"));
    admin.share(false);
    log.info(
        "Took over from boot {}, generation {}, in {} ms; {}",
        invitation.bootId(),
        invitation.generation(),
        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began),
        left);
  }

  private String ask(Predecessor predecessor) throws InterruptedException, StartupException {
    try {
      HandOver.Departed left = predecessor.depart();
      return left.inFlight()
          + " requests in flight and "
          + left.connections()
          + " connections stay with it";
    } catch (IOException e) {
      log.warn("It has left, or is gone, without an answer: {}", e.toString());
      return "it did not say what it had in flight";
    } catch (StartupException e) {
      throw drained(String.valueOf(e.getMessage()));
    }
  }

  /** Somebody else keeps the place; what was accepted meanwhile is answered first. */
  private StartupException drained(String message) {
    end(() -> dataPlane.drain(this::inFlight));
    return new StartupException(message, null);
  }

  private void work() throws Exception {
    admin.start();
    try {
      new Owner(settings.generation(), ProcessHandle.current().pid(), adminPort, boot.id())
          .write(settings.stateDirectory());
    } catch (IOException e) {
      log.warn("A successor will not find this gateway", e);
    }
    watchLeases();
    log.info("Admin port 127.0.0.1:{}, boot {}", adminPort, boot.id());
  }

  private void watchLeases() {
    // A thread of its own: it waits for connections, and the sweeps are to be in time.
    var watch =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("leases").factory());
    watch.scheduleWithFixedDelay(
        () -> end(leases::sweep), LEASES_SWEEP_MILLIS, LEASES_SWEEP_MILLIS, TimeUnit.MILLISECONDS);
    leaseWatch = watch;
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
    if (ended.get()) {
      return;
    }
    log.info("Draining, {} requests in flight", inFlight());
    end(() -> dataPlane.drain(this::inFlight));
    abandon();
    log.info("Stopped");
  }

  /** Stops at once; requests in flight are cut off. */
  public void abandon() {
    ended.set(true);
    sweeps.shutdownNow();
    ExecutorService watch = leaseWatch;
    if (watch != null) {
      watch.shutdownNow();
    }
    failures.close();
    end(dataPlane::stop);
    end(admin::stop);
    end(this::giveUpState);
  }

  private void giveUpState() throws IOException {
    StateLock held = lock;
    if (held != null) {
      held.close();
    }
  }

  private int inFlight() {
    return services.all().stream()
        .map(Service::outcomes)
        .flatMap(each ->
            Stream.concat(each.revisions().stream(), Stream.of(each.synthetic().revision())))
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

  /** What a successor gets. */
  private final class Own implements Departure.Premises {

    @Override
    public Set<Integer> ports() {
      var ports = new HashSet<>(dataPlane.ports());
      ports.add(adminPort);
      return ports;
    }

    @Override
    public void share(boolean withSuccessor) throws IOException {
      if (withSuccessor) {
        services.freeze();
      } else {
        services.thaw();
      }
      dataPlane.shareWithSuccessor(withSuccessor);
      admin.share(withSuccessor);
    }

    /** Callers are sent away before the successor may answer: nobody sees the counts go back. */
    @Override
    public HandOver.Departed leave() {
      api.depart();
      admin.leave();
      failures.close();
      var left = new HandOver.Departed(boot.id(), inFlight(), dataPlane.connections());
      Gateway.end(Gateway.this::giveUpState);
      return left;
    }

    @Override
    public void end() {
      long began = System.nanoTime();
      Gateway.end(() -> dataPlane.drainBesideSuccessor(Gateway.this::inFlight));
      int cut = inFlight();
      log.info(
          "Left {} ms later, {} requests cut off",
          TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began),
          cut);
      abandon();
      whenDeparted.run();
    }
  }

  /** Something that may fail without keeping the rest from being done. */
  private interface Step {
    void run() throws Exception;
  }
}
