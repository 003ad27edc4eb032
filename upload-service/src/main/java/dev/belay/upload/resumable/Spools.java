package dev.belay.upload.resumable;

import dev.belay.upload.store.StoreUnavailableException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Where the pieces lie until they are complete: one file each. */
final class Spools {

  private static final int LOOKED_AT = 1_000;

  private final Path directory;

  Spools(Path directory) {
    this.directory = directory;
  }

  FileChannel open(UUID id) throws StoreUnavailableException {
    try {
      Files.createDirectories(directory);
      return FileChannel.open(file(id), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      throw unavailable("write", id, e);
    }
  }

  InputStream read(UUID id) throws StoreUnavailableException {
    try {
      return Files.newInputStream(file(id));
    } catch (IOException e) {
      throw unavailable("read", id, e);
    }
  }

  /** What cannot be removed now is removed with what expires. */
  void remove(UUID id) {
    try {
      Files.deleteIfExists(file(id));
    } catch (IOException left) {
      // It has no unfinished row any more.
    }
  }

  /** Names of files that nobody has written to since then, some of them. */
  List<UUID> untouchedSince(Instant then) throws IOException {
    List<UUID> old = new ArrayList<>();
    if (!Files.isDirectory(directory)) {
      return old;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
      for (Path file : files) {
        if (old.size() >= LOOKED_AT) {
          break;
        }
        if (Files.getLastModifiedTime(file).toInstant().isBefore(then)) {
          old.add(UUID.fromString(file.getFileName().toString()));
        }
      }
    } catch (IllegalArgumentException foreign) {
      throw new IOException("There is something that is no upload in " + directory, foreign);
    }
    return old;
  }

  private Path file(UUID id) {
    return directory.resolve(id.toString());
  }

  StoreUnavailableException unavailable(String verb, UUID id, IOException cause) {
    return StoreUnavailableException.of(verb, file(id), cause);
  }
}
