package dev.belay.controlplane.local;

import dev.belay.controlplane.local.home.BelayHome;
import dev.belay.controlplane.local.home.DirectoryRemoval;
import dev.belay.controlplane.local.home.DurableFile;
import dev.belay.controlplane.local.home.JsonFile;
import dev.belay.controlplane.local.process.ProcessIdentity;
import dev.belay.controlplane.local.process.RunDirectory;
import dev.belay.controlplane.platform.PlatformException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The runs of the gateway, numbered upwards: the number is the generation by which a gateway knows
 * whose place it may take. Each says which gateway it runs in {@code launch}.
 */
final class GatewayRuns {

  private static final String LAUNCH = "launch";
  private static final String OWNER = "gateway.owner";

  private final BelayHome home;
  private final JsonFile<Owner> owner;

  /**
   * @param state the gateway's state directory
   */
  GatewayRuns(BelayHome home, Path state) {
    this.home = home;
    this.owner = new JsonFile<>(state.resolve(OWNER), Owner.class);
  }

  /** All, the oldest first. */
  List<RunDirectory> known() throws IOException {
    Path directory = BelayHome.createPrivate(home.run(GatewayKeeper.WORKLOAD));
    var runs = new ArrayList<RunDirectory>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory, "[0-9]*")) {
      entries.forEach(entry -> runs.add(new RunDirectory(entry)));
    }
    runs.sort(Comparator.comparingLong(GatewayRuns::number));
    return runs;
  }

  /** A directory for one more run, which says what it runs. */
  RunDirectory next(GatewayLaunch launch) throws IOException {
    long highest = ownerGeneration();
    for (RunDirectory run : known()) {
      highest = Math.max(highest, number(run));
    }
    long number = highest + 1;
    var next = new RunDirectory(home.run(GatewayKeeper.WORKLOAD).resolve(Long.toString(number)));
    BelayHome.createPrivate(next.directory());
    DurableFile.write(
        next.directory().resolve(LAUNCH), launch.fingerprint().getBytes(StandardCharsets.US_ASCII));
    return next;
  }

  /** Whether a run runs just this. */
  static boolean isOf(RunDirectory run, GatewayLaunch launch) throws IOException {
    try {
      return Files.readString(run.directory().resolve(LAUNCH)).equals(launch.fingerprint());
    } catch (NoSuchFileException before) {
      return false;
    }
  }

  /** The one among them that holds the state, hence the ports. */
  Optional<RunDirectory> owner(List<RunDirectory> alive) {
    long generation = ownerGeneration();
    return alive.stream()
        .filter(run -> number(run) == generation)
        .filter(run -> run.child().filter(ProcessIdentity::isAlive).isPresent())
        .findFirst();
  }

  /** Of the last one that had the state; 0 if none is known. */
  private long ownerGeneration() {
    try {
      return owner.read().map(Owner::generation).orElse(0L);
    } catch (PlatformException torn) {
      // By a power failure; a gateway writes it anew when it starts.
      return 0;
    }
  }

  /** Removes what is over, but for the latest: no directory is used for two runs. */
  void remove(List<RunDirectory> over, List<RunDirectory> known) throws IOException {
    for (RunDirectory run : over) {
      if (!run.equals(known.getLast())) {
        DirectoryRemoval.remove(run.directory());
      }
    }
  }

  static long number(RunDirectory run) {
    return Long.parseLong(run.directory().getFileName().toString());
  }

  /** What the gateway writes once it has the state. */
  record Owner(long generation) {}
}
