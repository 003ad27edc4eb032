package dev.belay.drills;

import dev.belay.cli.home.BelayHome;
import dev.belay.cli.local.LocalBelay;
import dev.belay.cli.local.Ports;
import dev.belay.cli.terminal.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A Belay in a temporary home on free ports, for the length of the drills. */
final class OwnBelay implements AutoCloseable {

  private final LocalBelay belay;
  private final Progress progress;

  private OwnBelay(LocalBelay belay, Progress progress) {
    this.belay = belay;
    this.progress = progress;
  }

  /** Returns when it serves; leaves nothing if it does not come so far. */
  static OwnBelay start(Path repository, Progress progress)
      throws IOException, InterruptedException {
    Path home = Files.createTempDirectory("belay-drill-");
    var own = new OwnBelay(new LocalBelay(new BelayHome(home), repository), progress);
    try {
      own.belay.up(Ports.anyFree().base(), progress);
      return own;
    } catch (IOException | InterruptedException | RuntimeException e) {
      try {
        own.close();
      } catch (IOException | InterruptedException | RuntimeException alsoFailed) {
        e.addSuppressed(alsoFailed);
      }
      throw e;
    }
  }

  LocalBelay belay() {
    return belay;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    belay.down(progress);
    if (belay.home().exists()) {
      belay.purge();
    } else {
      Files.deleteIfExists(belay.home().root());
    }
  }
}
