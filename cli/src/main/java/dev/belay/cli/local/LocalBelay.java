package dev.belay.cli.local;

import dev.belay.cli.client.Connection;
import dev.belay.cli.client.ControlPlaneClient;
import dev.belay.cli.client.ControlPlaneException;
import dev.belay.cli.client.Status;
import dev.belay.cli.home.BelayHome;
import dev.belay.cli.home.Credentials;
import dev.belay.cli.home.ProcessIdentity;
import dev.belay.cli.terminal.CommandFailedException;
import dev.belay.cli.terminal.Progress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One Belay on this machine. */
public final class LocalBelay {

  private static final Duration ASKED_TO_STOP = Duration.ofSeconds(60);
  private static final Duration KILLED = Duration.ofSeconds(10);

  private final BelayHome home;
  private final Path repository;

  /**
   * @param repository where the built programs are
   */
  public LocalBelay(BelayHome home, Path repository) {
    this.home = home;
    this.repository = repository;
  }

  public BelayHome home() {
    return home;
  }

  /** Whether the control plane's process runs, ready or not. */
  public boolean running() {
    return home.controlPlane().filter(ProcessIdentity::alive).isPresent();
  }

  /** Asks this home's control plane; the credentials are read at each call. */
  public ControlPlaneClient client() {
    return new ControlPlaneClient(this::connection);
  }

  private Connection connection() {
    Credentials credentials =
        home.credentials()
            .orElseThrow(() ->
                new CommandFailedException(
                    "Nothing is up in %s. './belay up' starts it.".formatted(home.root())));
    return new Connection(URI.create(credentials.consoleUrl()), credentials.apiToken());
  }

  /**
   * Starts what is not up and waits until every service is served.
   *
   * @param portBase null for the home's own, or 8080 for a new home
   * @return true if it was up already
   * @throws CommandFailedException if it cannot be started, or is not ready within 5 minutes
   */
  public boolean up(@Nullable Integer portBase, Progress progress)
      throws IOException, InterruptedException {
    requireOwn();
    Ports ports = ports(portBase);
    if (!home.exists()) {
      ports.requireAllFree();
    }
    home.create(ports.base());
    try (FileChannel lock = lock()) {
      boolean already = running();
      if (!already) {
        start(ports, progress);
      }
      try (ControlPlaneClient client = client()) {
        new Readiness(home, client, progress).await();
      }
      return already;
    }
  }

  private void start(Ports ports, Progress progress) throws IOException, InterruptedException {
    if (new Workloads(home).alive().isEmpty()) {
      ports.requireAllFree();
    } else {
      ports.requireConsoleFree();
    }
    progress.show("starting Belay in " + home.root(), "");
    Programs programs = new Distribution(home).install(Programs.in(repository));
    new ControlPlaneLauncher(home, ports).launch(programs);
  }

  private void requireOwn() {
    if (home.isForeign()) {
      throw new CommandFailedException(
          "%s is not a Belay home and not an empty directory. Name another with --home or BELAY_HOME."
              .formatted(home.root()));
    }
  }

  private Ports ports(@Nullable Integer wished) {
    Optional<Integer> kept = running() ? home.portBase() : home.fixedPortBase();
    if (kept.isPresent() && wished != null && !kept.get().equals(wished)) {
      throw new CommandFailedException(
          "%s uses port base %d already. Leave --port-base %d out, or choose another home with --home."
              .formatted(home.root(), kept.get(), wished));
    }
    return new Ports(
        kept.or(() -> Optional.ofNullable(wished)).or(home::portBase).orElse(Ports.DEFAULT_BASE));
  }

  /** One command at a time; the system releases it however this process ends. */
  private FileChannel lock() throws IOException {
    FileChannel channel =
        FileChannel.open(
            home.runDirectory().resolve("command.lock"),
            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE));
    channel.lock();
    return channel;
  }

  /**
   * Stops everything: by asking the control plane, or by pid where it does not answer.
   *
   * @return false if nothing was up
   * @throws CommandFailedException if a process is left that even a kill did not end
   */
  public boolean down(Progress progress) throws IOException, InterruptedException {
    if (!home.exists()) {
      return false;
    }
    home.create(home.portBase().orElse(Ports.DEFAULT_BASE));
    try (FileChannel lock = lock()) {
      boolean wasUp = running() || !new Workloads(home).alive().isEmpty();
      if (running()) {
        progress.show("stopping services, gateway, database and control plane", "");
        ask();
      }
      stopByPid(progress);
      return wasUp;
    }
  }

  private void ask() throws InterruptedException {
    ProcessIdentity process = home.controlPlane().orElseThrow();
    try (ControlPlaneClient client = client()) {
      client.shutdown();
    } catch (ControlPlaneException | CommandFailedException | UncheckedIOException notAnswered) {
      process.signal("TERM");
    }
    if (!process.awaitEnd(ASKED_TO_STOP)) {
      process.signal("KILL");
      process.awaitEnd(KILLED);
    }
  }

  private void stopByPid(Progress progress) throws InterruptedException {
    var workloads = new Workloads(home);
    if (!workloads.alive().isEmpty()) {
      progress.show("the control plane is gone: stopping what it left", "");
    }
    var left = workloads.stop();
    if (!left.isEmpty()) {
      throw new CommandFailedException(
          "Even killed, these processes do not end: "
              + left.stream().map(one -> one.name() + " " + one.process().pid()).toList());
    }
  }

  /** Removes the home and all data in it. Only for a home where nothing runs. */
  public void purge() throws IOException {
    if (!home.exists()) {
      throw new CommandFailedException(
          home.root() + " is not a Belay home (it has no home.json); nothing was removed.");
    }
    if (running() || !new Workloads(home).alive().isEmpty()) {
      throw new CommandFailedException("Something still runs in " + home.root());
    }
    Distribution.delete(home.root());
  }

  /** What runs; empty if nothing is up. */
  public Status status() {
    try (ControlPlaneClient client = client()) {
      return client.status();
    }
  }
}
