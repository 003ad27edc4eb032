package dev.belay.upload.intake;

import dev.belay.upload.files.UploadedFiles;
import dev.belay.upload.store.Leftovers;
import dev.belay.upload.store.StoreSettings;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;

/** Removes what killed uploads left behind, at start and then regularly. */
public final class Sweep implements SmartLifecycle {

  private static final Logger log = LoggerFactory.getLogger(Sweep.class);

  private final Leftovers leftovers;
  private final UploadedFiles files;
  private final Repeats repeats;
  private final StoreSettings settings;
  private final List<Chore> chores;
  private final Clock clock;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("sweep").factory());
  private volatile boolean running;

  public Sweep(
      Leftovers leftovers,
      UploadedFiles files,
      Repeats repeats,
      StoreSettings settings,
      List<Chore> chores,
      Clock clock) {
    this.leftovers = leftovers;
    this.files = files;
    this.repeats = repeats;
    this.settings = settings;
    this.chores = List.copyOf(chores);
    this.clock = clock;
  }

  /** What else is to be removed regularly; each pass of it bounded. */
  @FunctionalInterface
  public interface Chore {

    /** Returns how many were removed. */
    int run() throws IOException;
  }

  /** One pass. A store or database that does not answer ends it; the next one tries again. */
  public int run() {
    try {
      repeats.forget();
      int removed = leftovers.sweep(clock.instant().minus(settings.orphanAge()), files::among);
      if (removed > 0) {
        log.info("Removed {} leftovers of uploads that were cut off", removed);
      }
      for (Chore chore : chores) {
        removed += chore.run();
      }
      return removed;
    } catch (IOException | DataAccessException e) {
      log.warn("The sweep could not finish; the next one goes on: {}", e.toString());
      return 0;
    }
  }

  @Override
  public void start() {
    running = true;
    timer.scheduleWithFixedDelay(
        this::runSafely, 0, settings.sweepInterval().toMillis(), TimeUnit.MILLISECONDS);
  }

  // An exception would end the schedule for good.
  private void runSafely() {
    try {
      run();
    } catch (RuntimeException e) {
      log.error("The sweep failed", e);
    }
  }

  @Override
  public void stop() {
    running = false;
    timer.shutdownNow();
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
