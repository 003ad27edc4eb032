package dev.belay.upload.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** Goes round the 256 directories of a {@link FileStore}. */
final class FileLeftovers implements Leftovers {

  private static final int SHARDS = 256;

  private final StagingArea staging;
  private final Path files;
  private final int limit;
  private int nextShard;

  FileLeftovers(StagingArea staging, Path files, int limit) {
    this.staging = staging;
    this.files = files;
    this.limit = limit;
  }

  @Override
  public synchronized int sweep(Instant before, Function<Collection<UUID>, Set<UUID>> rowsAmong)
      throws IOException {
    int removed = staging.sweep(before, limit);
    int seen = 0;
    for (int i = 0; i < SHARDS && seen < limit; i++) {
      Path shard = files.resolve(String.format(Locale.ROOT, "%02x", nextShard));
      List<Path> old = StagingArea.olderIn(shard, before, limit - seen);
      removed += removeWithoutRow(old, rowsAmong);
      seen += old.size();
      nextShard = (nextShard + 1) % SHARDS;
    }
    return removed;
  }

  private static int removeWithoutRow(
      List<Path> directories, Function<Collection<UUID>, Set<UUID>> rowsAmong) throws IOException {
    Set<UUID> ids = new HashSet<>();
    for (Path directory : directories) {
      Ids.of(directory.getFileName().toString()).ifPresent(ids::add);
    }
    if (ids.isEmpty()) {
      return 0;
    }
    ids.removeAll(rowsAmong.apply(ids));
    int removed = 0;
    for (Path directory : directories) {
      if (ids.stream().anyMatch(id -> directory.endsWith(id.toString()))) {
        removed += StagingArea.remove(directory);
      }
    }
    return removed;
  }
}
