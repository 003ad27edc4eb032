package dev.belay.upload.store;

import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * Finds what killed uploads left: spools, and complete files that never got a row. Each pass looks
 * at a bounded number of entries and goes on where the last one stopped.
 */
@FunctionalInterface
public interface Leftovers {

  /**
   * Removes what is older than {@code before} and has no row.
   *
   * @param rowsAmong the ids among those given that have a row; may throw, then nothing more is
   *     removed
   * @return how many were removed
   */
  int sweep(Instant before, Function<Collection<UUID>, Set<UUID>> rowsAmong) throws IOException;
}
