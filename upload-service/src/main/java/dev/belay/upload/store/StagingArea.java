package dev.belay.upload.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.springframework.util.FileSystemUtils;

/** The directory {@code staging} of this machine, in which uploads are made. */
record StagingArea(Path directory) {

  Staging stage(UUID id, Staging.Commit commit) throws StoreUnavailableException {
    Path own = directory.resolve(id.toString());
    try {
      Files.createDirectories(own);
    } catch (IOException e) {
      throw StoreUnavailableException.of("make", own, e);
    }
    return new Staging(own, staged -> commit.commit(id, staged));
  }

  /** The path of a new file; a kill leaves it to the sweep. */
  Path temporary(String about) throws IOException {
    Files.createDirectories(directory);
    return directory.resolve(about + "-" + UUID.randomUUID());
  }

  /** Removes at most so many entries that are older. */
  int sweep(Instant before, int limit) throws IOException {
    int removed = 0;
    for (Path staged : olderIn(directory, before, limit)) {
      removed += remove(staged);
    }
    return removed;
  }

  static List<Path> olderIn(Path directory, Instant before, int limit) throws IOException {
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

  static int remove(Path path) throws IOException {
    return FileSystemUtils.deleteRecursively(path) ? 1 : 0;
  }

  static void removeQuietly(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException leftThere) {
      // It takes space and harms nobody.
    }
  }

  // A rename is on disk only once its directory is.
  static void force(Path path) throws IOException {
    StandardOpenOption mode =
        Files.isDirectory(path) ? StandardOpenOption.READ : StandardOpenOption.WRITE;
    try (FileChannel channel = FileChannel.open(path, mode)) {
      channel.force(true);
    }
  }
}
