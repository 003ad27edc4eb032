package dev.belay.upload.store;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.util.FileSystemUtils;

/**
 * Finds what killed uploads left: staging directories, and complete ones that never got a row. Each
 * pass looks at a bounded number of entries and goes on where the last one stopped.
 */
public final class Leftovers {

  private static final int SHARDS = 256;

  private final FileStore store;
  private final int limit;
  private int nextShard;

  public Leftovers(FileStore store, StoreSettings settings) {
    this.store = store;
    this.limit = settings.sweepLimit();
  }

  /**
   * Removes what is older than {@code before} and has no row.
   *
   * @param rowsAmong the ids among those given that have a row; may throw, then nothing more is
   *     removed
   * @return how many were removed
   */
  public int sweep(Instant before, Function<Collection<UUID>, Set<UUID>> rowsAmong)
      throws IOException {
    int removed = 0;
    for (Path staged : oldEntries(store.staging(), before, limit)) {
      removed += remove(staged);
    }
    int seen = 0;
    for (int i = 0; i < SHARDS && seen < limit; i++) {
      Path shard = store.files().resolve(String.format(Locale.ROOT, "%02x", nextShard));
      List<Path> old = oldEntries(shard, before, limit - seen);
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
      idOf(directory, ids);
    }
    if (ids.isEmpty()) {
      return 0;
    }
    ids.removeAll(rowsAmong.apply(ids));
    int removed = 0;
    for (Path directory : directories) {
      if (ids.stream().anyMatch(id -> directory.endsWith(id.toString()))) {
        removed += remove(directory);
      }
    }
    return removed;
  }

  // What is not named like an upload is not ours to remove.
  private static void idOf(Path directory, Set<UUID> ids) {
    try {
      UUID id = UUID.fromString(directory.getFileName().toString());
      if (directory.endsWith(id.toString())) {
        ids.add(id);
      }
    } catch (IllegalArgumentException foreign) {
      // Left alone.
    }
  }

  private static List<Path> oldEntries(Path directory, Instant before, int limit)
      throws IOException {
    List<Path> old = new ArrayList<>();
    if (!Files.isDirectory(directory)) {
      return old;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
      for (Path entry : entries) {
        if (old.size() >= limit) {
          break;
        }
        if (isOlder(entry, before)) {
          old.add(entry);
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return old;
  }

  private static boolean isOlder(Path entry, Instant before) {
    try {
      return Files.getLastModifiedTime(entry).toInstant().isBefore(before);
    } catch (IOException goneMeanwhile) {
      return false;
    }
  }

  private static int remove(Path path) throws IOException {
    return FileSystemUtils.deleteRecursively(path) ? 1 : 0;
  }
}
