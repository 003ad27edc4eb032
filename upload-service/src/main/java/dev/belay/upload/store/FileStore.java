package dev.belay.upload.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.UUID;
import org.springframework.util.FileSystemUtils;

/**
 * Keeps the parts of an upload together in one directory: {@code files/ab/<id>}. They are made in
 * {@code staging/<id>}, forced to disk and moved by one atomic rename, so a directory under {@code
 * files} is complete whenever the process or the power goes.
 */
public final class FileStore {

  private final Path root;

  public FileStore(StoreSettings settings) {
    this.root = settings.directory();
  }

  /** Where everything is kept. */
  public Path directory() {
    return root;
  }

  Path staging() {
    return root.resolve("staging");
  }

  Path files() {
    return root.resolve("files");
  }

  Path directoryOf(UUID id) {
    return shardOf(id).resolve(id.toString());
  }

  private Path shardOf(UUID id) {
    return files().resolve(id.toString().substring(0, 2));
  }

  /** Begins an upload; close it whatever happens. */
  public Staging stage(UUID id) throws StoreUnavailableException {
    Path directory = staging().resolve(id.toString());
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw unavailable("make", directory, e);
    }
    return new Staging(this, id, directory);
  }

  /** Where a part of a stored upload is, if it is there. */
  public Optional<Path> find(UUID id, Part part) {
    Path file = directoryOf(id).resolve(part.fileName());
    return Files.isRegularFile(file) ? Optional.of(file) : Optional.empty();
  }

  /** Removes what was committed and is not wanted after all; what stays is left to the sweep. */
  public void discard(UUID id) {
    try {
      FileSystemUtils.deleteRecursively(directoryOf(id));
    } catch (IOException leftToTheSweep) {
      // It has no row, and is old enough in an hour.
    }
  }

  /** Removes one part of a stored upload; one that cannot be removed is found by the reconciler. */
  public void discard(UUID id, Part part) {
    try {
      Files.deleteIfExists(directoryOf(id).resolve(part.fileName()));
    } catch (IOException leftToTheReconciler) {
      // The table says already that it is gone.
    }
  }

  /**
   * Puts a file beside the parts of a stored upload; when this returns it survives a loss of power.
   * Whoever adds the same name later replaces it.
   */
  void add(UUID id, String name, byte[] content) throws StoreUnavailableException {
    Path target = directoryOf(id).resolve(name);
    // A kill leaves it to the sweep, which clears old things out of staging.
    Path staged = staging().resolve(id + "-" + name + "-" + UUID.randomUUID());
    try {
      Files.createDirectories(staging());
      Files.write(staged, content);
      force(staged);
      Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE);
      force(directoryOf(id));
    } catch (IOException e) {
      removeQuietly(staged);
      throw unavailable("keep", target, e);
    }
  }

  static void removeQuietly(Path path) {
    try {
      Files.deleteIfExists(path);
    } catch (IOException leftThere) {
      // It takes space and harms nobody.
    }
  }

  void commit(UUID id, Path staged) throws StoreUnavailableException {
    Path target = directoryOf(id);
    try {
      force(staged);
      Path shard = shardOf(id);
      boolean newShard = !Files.isDirectory(shard);
      Files.createDirectories(shard);
      Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE);
      force(shard);
      if (newShard) {
        force(files());
      }
    } catch (IOException e) {
      throw unavailable("keep", target, e);
    }
  }

  /** Writes a small file, forces it to disk and removes it again. */
  public void probe(String name) throws IOException {
    Path file = staging().resolve("probe-" + name);
    Files.createDirectories(staging());
    try {
      Files.write(file, new byte[64], StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      force(file);
    } finally {
      Files.deleteIfExists(file);
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

  StoreUnavailableException unavailable(String verb, Path path, IOException cause) {
    return StoreUnavailableException.of(verb, path, cause);
  }
}
