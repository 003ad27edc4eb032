package dev.belay.drills;

import dev.belay.cli.home.BelayHome;
import dev.belay.cli.local.LocalBelay;
import dev.belay.cli.local.Ports;
import dev.belay.cli.terminal.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A Belay in a temporary home on free ports, for the length of the drills. */
final class OwnBelay implements AutoCloseable {

  private final LocalBelay belay;
  private final Progress progress;
  private @Nullable StoreProcess store;

  private OwnBelay(LocalBelay belay, Progress progress) {
    this.belay = belay;
    this.progress = progress;
  }

  /** What there is before the first start. */
  private interface Preparation {
    void of(OwnBelay own, int portBase) throws IOException, InterruptedException;
  }

  /** Returns when it serves; leaves nothing if it does not come so far. */
  static OwnBelay start(Path repository, Progress progress)
      throws IOException, InterruptedException {
    return start(repository, progress, (own, ports) -> {});
  }

  /** One whose upload-service keeps its files in an object store. */
  static OwnBelay withObjectStore(Path repository, Progress progress)
      throws IOException, InterruptedException {
    Path program = new Variants(repository).objectStore();
    return start(repository, progress, (own, ports) -> own.keepFilesIn(program, ports));
  }

  private void keepFilesIn(Path program, int portBase) throws IOException, InterruptedException {
    // Only a new home may have something in it.
    belay.home().create(portBase);
    Path home = belay.home().root();
    StoreProcess started = StoreProcess.start(program, OddStore.directory(home));
    store = started;
    Path settings = Files.createDirectories(home.resolve("settings"));
    Files.write(
        settings.resolve(Drill.UPLOAD + ".env"),
        started.settings().entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList());
  }

  private static OwnBelay start(Path repository, Progress progress, Preparation preparation)
      throws IOException, InterruptedException {
    Path home = Files.createTempDirectory("belay-drill-");
    var own = new OwnBelay(new LocalBelay(new BelayHome(home), repository), progress);
    try {
      int portBase = Ports.anyFree().base();
      preparation.of(own, portBase);
      own.belay.up(portBase, progress);
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
    if (store != null) {
      store.close();
    }
    if (belay.home().exists()) {
      belay.purge();
    } else {
      Files.deleteIfExists(belay.home().root());
    }
  }
}
