package dev.belay.controlplane.local;

import dev.belay.controlplane.local.home.BelayHome;
import dev.belay.controlplane.local.home.DirectoryRemoval;
import dev.belay.controlplane.local.process.Launch;
import dev.belay.controlplane.local.process.Launcher;
import dev.belay.controlplane.local.process.RunDirectory;
import dev.belay.controlplane.local.process.RunFacts;
import dev.belay.controlplane.platform.PlatformException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the gateway running. Its wrapper starts it again by itself, with or without a control
 * plane; this keeper looks after the wrapper, and adopts what an earlier control plane started.
 */
final class GatewayKeeper implements AutoCloseable {

  static final String WORKLOAD = "gateway";
  private static final Duration WATCH = Duration.ofMillis(500);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final Logger log = LoggerFactory.getLogger(GatewayKeeper.class);

  private final BelayHome home;
  private final Launcher launcher;
  private final Launch launch;
  private final Thread thread;
  private final CountDownLatch closed = new CountDownLatch(1);
  private @Nullable Process starter;
  private volatile @Nullable RunDirectory run;
  private volatile @Nullable String trouble;

  /**
   * @param launch how to run it, to be kept running
   */
  GatewayKeeper(BelayHome home, Launch launch) throws IOException {
    this.home = home;
    this.launcher = new Launcher(home);
    this.launch = launch;
    this.thread = Thread.ofPlatform().name("local-gateway").daemon().unstarted(this::keep);
  }

  void begin() {
    thread.start();
  }

  Optional<RunFacts.Running> running() {
    RunDirectory present = run;
    return present == null ? Optional.empty() : present.look(starter).running();
  }

  Optional<String> trouble() {
    return Optional.ofNullable(trouble);
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
    List<RunDirectory> known = runs();
    Optional<RunDirectory> alive =
        known.stream().filter(one -> !one.look(starterOf(one)).isOver()).findFirst();
    if (alive.isPresent()) {
      run = alive.get();
      return;
    }
    start(known);
  }

  private @Nullable Process starterOf(RunDirectory one) {
    return one.equals(run) ? starter : null;
  }

  private void start(List<RunDirectory> over) throws IOException {
    int highest = 0;
    for (RunDirectory earlier : over) {
      highest = Math.max(highest, number(earlier));
      DirectoryRemoval.remove(earlier.directory());
    }
    var next = new RunDirectory(home.run(WORKLOAD).resolve(Integer.toString(highest + 1)));
    Files.createDirectories(launch.workingDirectory());
    starter = launcher.start(next, launch);
    run = next;
    log.info("Gateway started");
  }

  private List<RunDirectory> runs() throws IOException {
    Path directory = BelayHome.createPrivate(home.run(WORKLOAD));
    var runs = new ArrayList<RunDirectory>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, "[0-9]*")) {
      entries.forEach(entry -> runs.add(new RunDirectory(entry)));
    }
    runs.sort(Comparator.comparingInt(GatewayKeeper::number));
    return runs;
  }

  private static int number(RunDirectory run) {
    return Integer.parseInt(run.directory().getFileName().toString());
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
      for (RunDirectory present : runs()) {
        present.end(grace);
      }
    } catch (IOException e) {
      throw new PlatformException("Cannot end the gateway: " + e, e);
    }
  }
}
