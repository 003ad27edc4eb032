package dev.belay.gateway;

import dev.belay.gateway.admin.HandOver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds out, at the start, whether somebody has this gateway's place, and asks for it. */
final class Succession {

  private static final long PATIENCE_MILLIS = 15_000;
  private static final long LOCK_MILLIS = 5_000;
  private static final long PROCESS_END_MILLIS = 1_000;
  private static final long PAUSE_MILLIS = 20;

  private final GatewaySettings settings;
  private final Path directory;

  Succession(GatewaySettings settings) {
    this.settings = settings;
    this.directory = settings.stateDirectory();
  }

  /** How the place was found. */
  sealed interface Place {}

  /** Nobody works with the state directory. */
  record Free(StateLock lock) implements Place {}

  /** Somebody does, and has invited us. */
  record Offered(Predecessor predecessor, HandOver.Invitation invitation) implements Place {}

  Place find() throws IOException, InterruptedException, StartupException {
    long end = System.nanoTime() + PATIENCE_MILLIS * 1_000_000;
    IOException silence = null;
    do {
      Optional<StateLock> lock = StateLock.take(directory);
      if (lock.isPresent()) {
        awaitEndOf(Owner.read(directory));
        return new Free(lock.get());
      }
      if (settings.generation() == 0) {
        break;
      }
      Optional<Owner> owner = Owner.read(directory);
      if (owner.isPresent()) {
        try {
          return ask(owner.get());
        } catch (IOException e) {
          silence = e;
        }
      }
      Thread.sleep(PAUSE_MILLIS);
    } while (System.nanoTime() < end);
    throw taken(silence);
  }

  private Place ask(Owner owner) throws IOException, InterruptedException, StartupException {
    var predecessor =
        new Predecessor(owner.adminPort(), settings.adminToken(), settings.generation());
    boolean invited = false;
    try {
      var place = new Offered(predecessor, predecessor.invite());
      invited = true;
      return place;
    } finally {
      if (!invited) {
        predecessor.close();
      }
    }
  }

  /** Empty if the predecessor, which has given it up or died, somehow still has it. */
  Optional<StateLock> awaitLock() throws IOException, InterruptedException {
    long end = System.nanoTime() + LOCK_MILLIS * 1_000_000;
    Optional<StateLock> lock = StateLock.take(directory);
    while (lock.isEmpty() && System.nanoTime() < end) {
      Thread.sleep(PAUSE_MILLIS);
      lock = StateLock.take(directory);
    }
    return lock;
  }

  /** A process that dies gives up its lock before its ports. */
  private void awaitEndOf(Optional<Owner> last) throws InterruptedException {
    long end = System.nanoTime() + PROCESS_END_MILLIS * 1_000_000;
    while (settings.generation() > 0
        && last.filter(Owner::isAlive).isPresent()
        && System.nanoTime() < end) {
      Thread.sleep(PAUSE_MILLIS);
    }
  }

  private StartupException taken(@Nullable IOException silence) {
    String reason = silence == null ? "" : " It does not answer: " + silence.getMessage() + ".";
    return new StartupException(
        "Another gateway works with "
            + directory
            + "."
            + reason
            + " Stop it first, or give this one another state directory.",
        silence);
  }
}
