package dev.belay.controlplane.local;

import dev.belay.controlplane.local.home.BelayHome;
import dev.belay.controlplane.local.process.Launcher;
import dev.belay.controlplane.local.process.RunDirectory;
import dev.belay.controlplane.local.process.RunFacts;
import dev.belay.controlplane.platform.PlatformException;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the gateway running. Its wrapper starts it again by itself, with or without a control
 * plane; this keeper looks after the wrapper, adopts what an earlier control plane started, and has
 * a gateway that runs something else than is wanted replaced by one beside it. The two gateways
 * agree between themselves who serves; the keeper only starts the one and clears up after them, so
 * it may be killed at any line.
 */
final class GatewayKeeper implements AutoCloseable {

  static final String WORKLOAD = "gateway";
  private static final Duration WATCH = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final Logger log = LoggerFactory.getLogger(GatewayKeeper.class);

  private final GatewayRuns runs;
  private final Launcher launcher;
  private final GatewayLaunch launch;
  private final GatewayReplacement replacement;
  private final Thread thread;
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile @Nullable Started started;
  private volatile @Nullable RunDirectory serving;
  private volatile @Nullable String trouble;

  /** Only who started a wrapper can tell "not yet" from "not any more". */
  private record Started(RunDirectory run, Process starter) {}

  /**
   * @param launch how to run it, to be kept running
   */
  GatewayKeeper(BelayHome home, GatewayLaunch launch) throws IOException {
    this.runs = new GatewayRuns(home, launch.state());
    this.launcher = new Launcher(home);
    this.launch = launch;
    this.replacement = new GatewayReplacement(runs, launch);
    this.thread = Thread.ofPlatform().name("local-gateway").daemon().unstarted(this::keep);
  }

  void begin() {
    thread.start();
  }

  Optional<RunFacts.Running> running() {
    RunDirectory present = serving;
    return present == null ? Optional.empty() : look(present).running();
  }

  Optional<String> trouble() {
    return Optional.ofNullable(trouble).or(replacement::trouble);
  }

  private void keep() {
    Duration pause = WATCH;
    do {
      try {
        look();
        trouble = null;
        pause = WATCH;
      } catch (IOException | PlatformException e) {
        if (trouble == null) {
          log.error("The gateway cannot be kept running, trying on: {}", e.getMessage());
        }
        trouble = String.valueOf(e.getMessage());
        pause = pause.compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
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

  private void look() throws IOException {
    List<RunDirectory> known = runs.known();
    List<RunDirectory> alive = known.stream().filter(run -> !look(run).isOver()).toList();
    runs.remove(known.stream().filter(run -> !alive.contains(run)).toList(), known);
    if (alive.isEmpty()) {
      serving = start();
      log.info("Gateway started");
      return;
    }
    serving = alive.size() == 1 ? alive.getFirst() : runs.owner(alive).orElse(alive.getFirst());
    if (alive.size() > 1) {
      replacement.settle(alive);
    } else if (replacement.isDue(alive.getFirst())) {
      log.info("Another gateway is wanted than the one that runs: starting it beside");
      start();
    }
  }

  private RunFacts look(RunDirectory run) {
    Started latest = started;
    return run.look(latest != null && latest.run().equals(run) ? latest.starter() : null);
  }

  private RunDirectory start() throws IOException {
    Files.createDirectories(launch.state());
    RunDirectory next = runs.next(launch);
    started = new Started(next, launcher.start(next, launch.of(GatewayRuns.number(next))));
    return next;
  }

  /** Ends keeping and leaves the gateway alone. */
  @Override
  public void close() {
    closed.countDown();
    try {
      if (thread.isAlive()) {
        thread.join(Duration.ofSeconds(30));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends keeping and the gateway, which drains within the grace, and waits for it. */
  void closeAndEndGateway(Duration grace) throws InterruptedException {
    close();
    try {
      List<RunDirectory> known = runs.known();
      known.forEach(RunDirectory::terminate);
      for (RunDirectory present : known) {
        present.end(grace);
      }
    } catch (IOException e) {
      throw new PlatformException("Cannot end the gateway: " + e, e);
    }
  }
}
